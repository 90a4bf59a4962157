import { pathToFileURL } from 'node:url'
import { conclude, runLint, runVitest } from './runners'
import { sum, type Tally } from './run-step'
import { checkTypes } from './types'

/** Everything that needs neither a build nor a browser. Types beside lint and tests: two cores are enough for both. */
export async function check(): Promise<Tally> {
  const [types, rest] = await Promise.all([
    checkTypes(),
    (async () => [await runLint(), await runVitest('check', ['unit', 'forms', 'contract', 'arch', 'core'])])(),
  ])
  return sum([types, ...rest])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) conclude(await check())
