import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { report, ROOT, run, runScript, tally, type Finished, type Tally } from './run-step'

/** Where the runners leave what they counted. */
const REPORTS = 'out/reports'

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  numFailedTestSuites: number
  success: boolean
  testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[]
}

interface PlaywrightTest {
  status: 'expected' | 'unexpected' | 'flaky' | 'skipped'
  projectName: string
  annotations: { type: string; description?: string }[]
}
interface PlaywrightSuite {
  suites?: PlaywrightSuite[]
  specs?: { title: string; file: string; tests: PlaywrightTest[] }[]
}
interface PlaywrightReport extends PlaywrightSuite {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: unknown[]
}

function freshReport(name: string): string {
  const file = join(REPORTS, `${name}.json`)
  rmSync(join(ROOT, file), { force: true })
  return file
}

/** A runner that dies before it counts is one failure, never none. */
function readReport<T>(name: string, file: string): T | undefined {
  const path = join(ROOT, file)
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    console.log(`${name}: unreadable report`)
    return undefined
  }
}

/** A runner that reports no failure but exits as failed has failed in some other way (a file that does not load). */
function agreed(name: string, counted: Tally, finished: Finished): Tally {
  if (finished.ok || counted.failed > 0) return counted
  return { ...counted, failed: 1, notes: [...counted.notes, `failed: ${name} ended with an error outside its tests`] }
}

/** Unit, form, contract, architecture, core or bundle tests: `areas` are folders of tests/. */
export async function runVitest(name: string, areas: readonly string[]): Promise<Tally> {
  const file = freshReport(`vitest-${name}`)
  const finished = await runScript('vitest/vitest.mjs', [
    'run', ...areas.map((area) => `tests/${area}/`), '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile=${file}`,
  ])
  report(`vitest: ${areas.join(', ')}`, finished)
  const counted = readReport<VitestReport>(name, file)
  if (counted === undefined) return finished.ok ? tally() : tally({ failed: 1, notes: [`failed: vitest ${name} did not finish`] })
  const notes = counted.testResults.flatMap((suite) => suite.assertionResults
    .filter((test) => test.status === 'pending' || test.status === 'skipped' || test.status === 'failed' || test.status === 'todo')
    .map((test) => `${test.status === 'failed' ? 'failed' : 'skipped'}: ${suite.name.replace(ROOT, '')} › ${test.fullName}`))
  const broken = counted.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed'))
  return agreed(name, tally({
    passed: counted.numPassedTests, failed: counted.numFailedTests + broken.length, skipped: counted.numPendingTests + counted.numTodoTests,
    notes: [...notes, ...broken.map((suite) => `failed: ${suite.name.replace(ROOT, '')} does not load`)],
  }), finished)
}

function specsOf(suite: PlaywrightSuite): NonNullable<PlaywrightSuite['specs']> {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]
}

/** Tests in a real browser, shown while they run. */
export async function runPlaywright(name: string, config: string): Promise<Tally> {
  const file = freshReport(`playwright-${name}`)
  const finished = await runScript('@playwright/test/cli.js', ['test', '-c', config, '--pass-with-no-tests'], {
    live: true, env: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(ROOT, file) },
  })
  console.log(`${finished.ok ? '✓' : '✗'} playwright: ${name} (${finished.seconds.toFixed(1)} s)`)
  const counted = readReport<PlaywrightReport>(name, file)
  if (counted === undefined) return tally({ failed: 1, notes: [`failed: playwright ${name} did not finish`] })
  const notes = specsOf(counted).flatMap((spec) => spec.tests
    .filter((test) => test.status !== 'expected')
    .map((test) => {
      const reason = test.annotations.find((annotation) => annotation.type === 'skip')?.description
      const verdict = test.status === 'skipped' ? 'skipped' : test.status === 'flaky' ? 'flaky' : 'failed'
      return `${verdict}: ${spec.file} › ${spec.title} [${test.projectName}]${reason === undefined ? '' : ` — ${reason}`}`
    }))
  const { expected, unexpected, flaky, skipped } = counted.stats
  return agreed(name, tally({ passed: expected + flaky, failed: unexpected + counted.errors.length, skipped, notes }), finished)
}

export async function runLint(): Promise<Tally> {
  const finished = await runScript('eslint/bin/eslint.js', ['.', '--max-warnings', '0', '--cache', '--cache-location', 'out/reports/eslint-cache'])
  report('eslint', finished)
  return finished.ok ? tally({ passed: 1 }) : tally({ failed: 1, notes: ['failed: eslint'] })
}

export async function runBuild(): Promise<Tally> {
  const finished = await run(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build'])
  report('build', finished)
  return finished.ok ? tally({ passed: 1 }) : tally({ failed: 1, notes: ['failed: build'] })
}

/** Ends with the one line that says how it went. */
export function conclude(total: Tally): never {
  for (const note of total.notes) console.log(note)
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exit(total.failed === 0 ? 0 : 1)
}
