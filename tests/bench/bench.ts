import { parseArgs } from 'node:util'
import { runBuild } from '../../build/runners'
import { isOutdated } from '../../build/outdated'
import { benchBundle } from './bundle-bench'
import { benchStart } from './start-bench'

/** `npm run bench`: ratios side by side in one run; nothing here passes or fails by a clock. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const print = (line: string): void => {
  if (!values.json) console.log(line)
}

if (isOutdated()) await runBuild()
const bundle = await benchBundle(print)
const start = await benchStart(print)
if (values.json) console.log(JSON.stringify({ bundle: bundle ?? null, start }, null, 2))
