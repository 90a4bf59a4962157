import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runBuild } from '../../build/runners'
import { isOutdated } from '../../build/outdated'
import type { BundleBench } from './bundle-bench'
import { benchStart } from './start-bench'

/** `npm run bench`: ratios side by side in one run; nothing here passes or fails by a clock. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const print = (line: string): void => {
  if (!values.json) console.log(line)
}

/** In a process of its own: what the other benches load is no part of making a bundle. */
function benchBundle(): BundleBench | null {
  const script = fileURLToPath(new URL('bundle-bench.ts', import.meta.url))
  const answer = execFileSync(process.execPath, ['--import', 'tsx', script, '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(answer) as BundleBench | null
}

if (isOutdated()) await runBuild()
const bundle = benchBundle()
for (const line of bundle?.lines ?? ['交接包: 未测，本机缺少 zip、unzip、age、minisign 或 sha256sum']) print(line)
const start = await benchStart(print)
if (values.json) console.log(JSON.stringify({ bundle, start }, null, 2))
