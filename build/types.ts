import { pathToFileURL } from 'node:url'
import { report, runScript, sum, tally, type Tally } from './run-step'

/** The three type checks: each layer sees only what it may use (no Node types in shared, no DOM in the core). */
const CHECKS = [
  { name: 'types: shared', script: 'typescript/bin/tsc', project: 'tsconfig.shared.json' },
  { name: 'types: electron, build, tests', script: 'typescript/bin/tsc', project: 'tsconfig.node.json' },
  { name: 'types: renderer', script: 'vue-tsc/bin/vue-tsc.js', project: 'tsconfig.web.json' },
]

export async function checkTypes(): Promise<Tally> {
  const parts = await Promise.all(CHECKS.map(async ({ name, script, project }) => {
    const finished = await runScript(script, ['-p', project, '--pretty', 'false'])
    report(name, finished)
    return finished.ok ? tally({ passed: 1 }) : tally({ failed: 1, notes: [`failed: ${name}`] })
  }))
  return sum(parts)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { failed } = await checkTypes()
  process.exit(failed === 0 ? 0 : 1)
}
