import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisedIn, whatIsWrong } from './check-folder'
import { obstacle, type Outcome, start, withFolder } from './tools'

/** At least so many kills (issue 3). */
const LEAST = 300
const POINTS = 320
const TRANSACTIONS = 40
const CALLS = ['openat', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'unlink', 'mkdir', 'close'] as const
type Call = (typeof CALLS)[number]

/** One thread for files, as strace counts calls by thread. */
const ENVIRONMENT = { UV_THREADPOOL_SIZE: '1' }

/** How often each call is made by the thread that works on files, and how many of those come before the store is opened. */
async function countCalls(workload: string, folder: string): Promise<Map<Call, { before: number; total: number }>> {
  const log = join(folder, 'trace')
  const running = start('strace', ['-f', '-o', log, '-e', `trace=${CALLS.join(',')},write`, process.execPath, workload, join(folder, 'count'), String(TRANSACTIONS)], ENVIRONMENT)
  await running.ended
  const lines = (await readFile(log, 'utf8')).split('\n')
  const worker = lines.find((line) => line.includes('fdatasync('))?.split(' ')[0] ?? ''
  const first = lines.findIndex((line) => line.includes(join(folder, 'count')))
  const counts = new Map<Call, { before: number; total: number }>()
  for (const call of CALLS) {
    const places = lines.flatMap((line, place) => (line.startsWith(`${worker} `) && new RegExp(`^\\d+ +${call}\\(`).test(line) ? [place] : []))
    counts.set(call, { before: places.filter((place) => place < first).length, total: places.length })
  }
  await rm(join(folder, 'count'), { recursive: true, force: true })
  return counts
}

/** Spread evenly over all calls of all kinds. */
function pointsOf(counts: Map<Call, { before: number; total: number }>): { call: Call; when: number }[] {
  const all = [...counts].flatMap(([call, { before, total }]) => Array.from({ length: total - before }, (_, i) => ({ call, when: before + i + 1 })))
  const step = Math.max(1, all.length / POINTS)
  return Array.from({ length: Math.min(POINTS, all.length) }, (_, i) => all[Math.floor(i * step)]).flatMap((point) => point ?? [])
}

interface Kills {
  points: number
  killed: number
  wrong: string[]
}

async function killAt(points: readonly { call: Call; when: number }[], workload: string, folder: string, more: readonly string[]): Promise<Kills> {
  const kills: Kills = { points: points.length, killed: 0, wrong: [] }
  for (const { call, when } of points) {
    const dir = join(folder, 'data')
    const inject = ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${when}`]
    const running = start('strace', [...inject, process.execPath, workload, dir, String(TRANSACTIONS), ...more], ENVIRONMENT)
    await running.ended
    if (!running.output().includes('closed')) kills.killed += 1
    const wrong = await whatIsWrong(dir, promisedIn(running.output()), true)
    if (wrong !== undefined) kills.wrong.push(`${call} ${when}: ${wrong}`)
    await rm(dir, { recursive: true, force: true })
  }
  return kills
}

/** store.md §4: SIGKILL at the n-th call of every kind over the whole workload. */
export async function killPoints(workload: string): Promise<Outcome[]> {
  const name = 'kill -9 at system calls'
  const control = 'control: kill -9 of a program that promises too early must lose'
  const skipped = obstacle('strace')
  if (skipped !== undefined) return [{ name, skipped }, { name: control, skipped }]
  return withFolder(async (folder) => {
    const points = pointsOf(await countCalls(workload, folder))
    const { killed, wrong } = await killAt(points, workload, folder, [])
    const early = await killAt(points.filter((_, place) => place % 8 === 0), workload, folder, ['early'])
    if (killed < LEAST) wrong.push(`only ${killed} kills`)
    return [
      { name, counted: `${killed} kills at ${points.length} points of ${CALLS.join(', ')}`, ...(wrong.length > 0 ? { failure: wrong.slice(0, 5).join('; ') } : {}) },
      { name: control, counted: `${early.wrong.length} of ${early.points} points lost`, ...(early.wrong.length === 0 ? { failure: 'nothing was lost' } : {}) },
    ]
  })
}
