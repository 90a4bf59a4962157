import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import type { Measured } from './store/bench-child'
import { lmdbStore, outcomeOf, type RivalOutcome, rivalOr, sqlite, stockLowdb } from './store/bench-rivals'
import { type Times } from './store/bench-stats'

/**
 * npm run bench:store -- --records 100000 [--json] [--dir DIR] [--no-rivals]
 * The store beside other ways to the same end, on the same disk in one run (issue 3). Nothing here asserts times.
 */
const { values } = parseArgs({
  options: { records: { type: 'string' }, json: { type: 'boolean' }, dir: { type: 'string' }, 'no-rivals': { type: 'boolean' } },
})
const CHILD = join(import.meta.dirname, 'store', 'bench-child.ts')
const SMALL = 1000
const root = await mkdtemp(join(values.dir ?? tmpdir(), 'store-bench-'))
const program = join(root, 'program', 'bench-child.mjs')

/** As the program ships: one bundle, not a tool that compiles it in the measured process. */
async function bundle(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: CHILD, outDir: dirname(program), rolldownOptions: { output: { entryFileNames: basename(program) } } },
  })
}

function child(args: readonly string[], prefix: readonly string[] = []): { stdout: string; stderr: string } {
  const [command = '', ...rest] = [...prefix, process.execPath, program, ...args]
  const done = spawnSync(command, rest, { encoding: 'utf8', maxBuffer: 256 * 2 ** 20, cwd: join(import.meta.dirname, '../..') })
  if (done.status !== 0) throw new Error(done.stderr.slice(-2000))
  return done
}

async function measured(dir: string, records: number): Promise<Measured> {
  await mkdir(dir, { recursive: true })
  child(['fill', join(dir, 'store'), String(records)])
  return JSON.parse(child(['measure', join(dir, 'store'), String(records)]).stdout) as Measured
}

type SyncCount = { skipped: string } | { transactions: number; fdatasync: number; fsync: number }

/** store.md §3: on the journal path one sync a transaction. */
async function syncs(dir: string): Promise<SyncCount> {
  const transactions = 200
  const log = join(dir, 'strace.log')
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' })
  } catch {
    return { skipped: 'strace is not installed' }
  }
  child(['fill', join(dir, 'counted'), String(SMALL)])
  child(['count', join(dir, 'counted'), String(transactions)], ['strace', '-f', '-o', log, '-e', 'trace=fsync,fdatasync,write'])
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(log, 'utf8')
  const part = text.slice(text.indexOf('BEGIN TRANSACTIONS'), text.indexOf('END TRANSACTIONS'))
  const calls = (name: string): number => part.match(new RegExp(` ${name}\\(`, 'g'))?.length ?? 0
  return { transactions, fdatasync: calls('fdatasync'), fsync: calls('fsync') }
}

async function rivals(dir: string, records: number): Promise<RivalOutcome[]> {
  await mkdir(dir, { recursive: true })
  const lowdbCommits = records > 20_000 ? 3 : 30
  const found = [await outcomeOf(await rivalOr('lmdb', () => lmdbStore(dir, records)), 1000)]
  for (const name of ['node:sqlite', 'better-sqlite3'] as const) {
    found.push(await outcomeOf(await rivalOr(name, () => sqlite(name, dir, records)), 1000))
  }
  found.push(await outcomeOf(await rivalOr('stock lowdb JSONFile', () => stockLowdb(dir, records)), lowdbCommits))
  return found
}

const ms = (value: number): string => value.toFixed(2).padStart(9)
const line = (name: string, times: Times): string =>
  `${name.padEnd(44)}${ms(times.p50)}${ms(times.p95)}${ms(times.p99)}${ms(times.max)}  (${times.count})`

interface Target {
  what: string
  value: number
  limit: number
}

function targets(large: Measured, small: Measured, counted: SyncCount): Target[] {
  return [
    { what: 'commit p95, ms (2 × bare p95 + 1)', value: large.one.p95, limit: 2 * large.bare.p95 + 1 },
    { what: 'submit p95, ms', value: large.submit.p95, limit: 10 },
    { what: 'commit p95 during a checkpoint, ms', value: large.duringCheckpoint.p95, limit: 10 },
    { what: 'list with filter and search p95, ms', value: large.list.p95, limit: 50 },
    { what: 'open to first list, ms', value: large.openToFirstListMs, limit: 600 },
    { what: 'peak memory, MB', value: large.rssMb.peak, limit: 350 },
    { what: 'event loop held up by the store, ms', value: Math.max(...Object.values(large.loop).map(({ own }) => own)), limit: 50 },
    { what: `commit p50, ${large.records} against ${small.records} records`, value: large.one.p50 / small.one.p50, limit: 1.5 },
    ...('skipped' in counted ? [] : [{ what: 'syncs a transaction', value: (counted.fdatasync + counted.fsync) / counted.transactions, limit: 1 }]),
  ]
}

function print(large: Measured, small: Measured, others: readonly RivalOutcome[], counted: SyncCount): void {
  const out = (text: string): void => void process.stdout.write(`${text}\n`)
  out(`${''.padEnd(44)}${'p50 ms'.padStart(9)}${'p95'.padStart(9)}${'p99'.padStart(9)}${'max'.padStart(9)}`)
  for (const { records, bare, one, submit, duringCheckpoint, bareDuringCheckpoint, list, listUnfiltered } of [small, large]) {
    out(`at ${records} records`)
    out(line('  bare append + fdatasync', bare))
    out(line('  commit of one changed record', one))
    out(line('  submit (4 records in 4 collections)', submit))
    out(line('  commit during a checkpoint', duringCheckpoint))
    out(line('  bare append during a checkpoint', bareDuringCheckpoint))
    out(line('  list: filter, search, sort, 20 rows', list))
    out(line('  list: sort of all, 20 rows', listUnfiltered))
  }
  for (const other of others) out('skipped' in other ? `${other.name}: skipped, ${other.skipped}` : line(`  ${other.name}`, other.times))
  out(`bytes on disk a record ${large.bytes.perRecord.toFixed(0)}, after the commits ${large.bytes.afterCommitsPerRecord.toFixed(0)}`)
  out(`memory, MB: ${JSON.stringify(large.rssMb)}; event loop held up, ms: ${JSON.stringify(large.loop)}`)
  if ('skipped' in counted) out(`syncs a transaction: skipped, ${counted.skipped}`)
  for (const { what, value, limit } of targets(large, small, counted)) {
    out(`${value <= limit ? 'met   ' : 'MISSED'} ${what.padEnd(44)}${ms(value)}  limit ${limit.toFixed(2)}`)
  }
}

const records = Number(values.records ?? 100_000)
try {
  await bundle()
  const small = await measured(join(root, 'small'), SMALL)
  const large = await measured(join(root, 'large'), records)
  const counted = await syncs(root)
  const others = values['no-rivals'] ? [] : await rivals(join(root, 'rivals'), records)
  if (values.json) process.stdout.write(`${JSON.stringify({ small, large, rivals: others, syncs: counted, targets: targets(large, small, counted) })}\n`)
  else print(large, small, others, counted)
} finally {
  await rm(root, { recursive: true, force: true })
}
