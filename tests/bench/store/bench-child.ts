import { readFileSync } from 'node:fs'
import type { ManagedStore } from '#core/store/managed-store'
import { applications, audit, Dice, fill, idOf, noticeOf, notices, openBench, STATUSES, subjects, SYLLABLES } from './bench-data'
import { bareAppend } from './bench-rivals'
import { diskBytes, timed, type Times, timesOf } from './bench-stats'
import { dirname } from 'node:path'

/** Milliseconds: by the clock, and of that this thread's own computing. */
export interface HoldUp {
  wall: number
  own: number
}

/** What one process of its own measures of a filled store. */
export interface Measured {
  records: number
  openToFirstListMs: number
  one: Times
  submit: Times
  bare: Times
  duringCheckpoint: Times & { checkpointMs: number }
  bareDuringCheckpoint: Times
  list: Times
  listUnfiltered: Times
  /** Longest time the event loop was held up. */
  loop: { open: HoldUp; commits: HoldUp; checkpoint: HoldUp; lists: HoldUp }
  rssMb: { afterOpen: number; afterLists: number; afterCommits: number; peak: number }
  bytes: { perRecord: number; afterCommitsPerRecord: number }
}

const COMMITS = 1000

/** An update as a service does it: read, change, write. */
async function updateOne(store: ManagedStore, records: number, dice: Dice): Promise<void> {
  await store.transact(async (tx) => {
    const id = idOf(dice.upTo(records))
    const record = await tx.get(applications, id)
    if (!record) throw new Error(`${id} is gone`)
    await tx.put(applications, { ...record, status: dice.of(STATUSES), updatedAt: record.updatedAt + 1 })
  })
}

async function submit(store: ManagedStore, records: number, dice: Dice): Promise<void> {
  await store.transact(async (tx) => {
    const id = idOf(dice.upTo(records))
    const record = await tx.get(applications, id)
    if (!record) throw new Error(`${id} is gone`)
    await tx.put(applications, { ...record, status: '待审核' })
    await tx.put(subjects, { ...record, fields: {} })
    await tx.put(notices, noticeOf())
    await tx.put(audit, { ...noticeOf(), detail: tx.changes().map(({ collection, id: changed }) => `${collection}/${changed}`).join() })
  })
}

async function listPage(store: ManagedStore, dice: Dice): Promise<void> {
  const word = dice.of(SYLLABLES) + dice.of(SYLLABLES)
  const status = dice.of(STATUSES)
  await store.query(applications, {
    where: (row) => row.status === status && row.search.includes(word),
    sort: (a, b) => b.updatedAt - a.updatedAt,
    limit: 20,
  })
}

/** One after the other, each from a turn of the event loop of its own, as requests come. */
async function samples(count: number, work: () => Promise<void>): Promise<number[]> {
  const found: number[] = []
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    found.push(await timed(work))
  }
  return found
}

/** Milliseconds that this thread has had the processor; where the system does not say, all threads of the process. */
function computed(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}

/**
 * Runs `work` and gives the longest hold-up of the event loop meanwhile, in milliseconds: by the clock, and how much of
 * it this thread was computing. On a busy machine the clock also counts the time that others had the processor.
 */
async function heldUp(work: () => Promise<unknown>): Promise<HoldUp> {
  const longest: HoldUp = { wall: 0, own: 0 }
  let last = { at: performance.now(), computed: computed() }
  let running = true
  const tick = (): void => {
    const at = performance.now()
    const wall = at - last.at
    longest.wall = Math.max(longest.wall, wall)
    longest.own = Math.max(longest.own, Math.min(wall, computed() - last.computed))
    last = { at: performance.now(), computed: computed() }
    if (running) setTimeout(tick, 1)
  }
  setTimeout(tick, 1)
  await work()
  running = false
  await new Promise((resolve) => setTimeout(resolve, 5))
  return longest
}

/** Ours and the bare append by turns, so that both meet the same disk. */
async function commits(store: ManagedStore, dir: string, records: number, dice: Dice): Promise<Pick<Measured, 'one' | 'submit' | 'bare'>> {
  const bare = await bareAppend(dirname(dir))
  const found: Record<'one' | 'submit' | 'bare', number[]> = { one: [], submit: [], bare: [] }
  const ROUNDS = 50
  await samples(30, () => updateOne(store, records, dice))
  await bare.commit(30)
  for (let round = 0; round < ROUNDS; round++) {
    found.one.push(...(await samples(COMMITS / ROUNDS, () => updateOne(store, records, dice))))
    found.submit.push(...(await samples(COMMITS / ROUNDS, () => submit(store, records, dice))))
    found.bare.push(...(await bare.commit(COMMITS / ROUNDS)))
  }
  await bare.close()
  return { one: timesOf(found.one), submit: timesOf(found.submit), bare: timesOf(found.bare) }
}

async function duringCheckpoint(store: ManagedStore, records: number, dice: Dice): Promise<Measured['duringCheckpoint']> {
  for (let i = 0; i < COMMITS; i++) await updateOne(store, records, dice)
  let running = true
  const start = performance.now()
  const checkpoint = store.checkpoint().finally(() => {
    running = false
  })
  const found: number[] = []
  while (running) found.push(await timed(() => updateOne(store, records, dice)))
  await checkpoint
  return { ...timesOf(found), checkpointMs: performance.now() - start }
}

async function bareDuringCheckpoint(store: ManagedStore, dir: string, records: number, dice: Dice): Promise<Times> {
  const bare = await bareAppend(dirname(dir))
  for (let i = 0; i < COMMITS; i++) await updateOne(store, records, dice)
  let running = true
  const checkpoint = store.checkpoint().finally(() => {
    running = false
  })
  const found: number[] = []
  while (running) found.push(...(await bare.commit(10)))
  await checkpoint
  await bare.close()
  return timesOf(found)
}

async function measure(dir: string, records: number): Promise<Measured> {
  const filled = await diskBytes(dir)
  const dice = new Dice(7)
  const opened: { store?: ManagedStore; ms: number } = { ms: 0 }
  const loopOpen = await heldUp(async () => {
    opened.ms = await timed(async () => {
      opened.store = await openBench(dir)
      await opened.store.query(applications, { where: (row) => row.status === '待审核', sort: (a, b) => b.updatedAt - a.updatedAt, limit: 20 })
    })
  })
  const { store } = opened
  if (!store) throw new Error('not opened')
  const afterOpen = process.memoryUsage().rss / 2 ** 20
  const found: Partial<Measured> = {}
  const loopLists = await heldUp(async () => {
    found.list = timesOf(await samples(200, () => listPage(store, dice)))
    found.listUnfiltered = timesOf(await samples(30, async () => void (await store.query(applications, { sort: (a, b) => b.updatedAt - a.updatedAt, limit: 20 }))))
  })
  const afterLists = process.resourceUsage().maxRSS / 1024
  const loopCommits = await heldUp(async () => Object.assign(found, await commits(store, dir, records, dice)))
  const rssAfterCommits = process.resourceUsage().maxRSS / 1024
  const loopCheckpoint = await heldUp(async () => {
    found.duringCheckpoint = await duringCheckpoint(store, records, dice)
  })
  // No checkpoint runs beside the counting.
  await store.checkpoint()
  const afterCommits = await diskBytes(dir)
  found.bareDuringCheckpoint = await bareDuringCheckpoint(store, dir, records, dice)
  await store.close()
  return {
    ...(found as Measured),
    records,
    openToFirstListMs: opened.ms,
    loop: { open: loopOpen, commits: loopCommits, checkpoint: loopCheckpoint, lists: loopLists },
    rssMb: { afterOpen, afterLists, afterCommits: rssAfterCommits, peak: process.resourceUsage().maxRSS / 1024 },
    bytes: { perRecord: filled / records, afterCommitsPerRecord: afterCommits / records },
  }
}

/** For strace: so many transactions and nothing else. */
async function count(dir: string, transactions: number): Promise<void> {
  const store = await openBench(dir)
  const dice = new Dice(9)
  process.stderr.write('BEGIN TRANSACTIONS\n')
  for (let i = 0; i < transactions; i++) await updateOne(store, 1000, dice)
  process.stderr.write('END TRANSACTIONS\n')
  process.exit(0)
}

const [mode = '', dir = '', number = '0'] = process.argv.slice(2)
if (mode === 'fill') await fill(dir, Number(number))
else if (mode === 'measure') process.stdout.write(JSON.stringify(await measure(dir, Number(number))))
else if (mode === 'count') await count(dir, Number(number))
else throw new Error(`unknown mode ${mode}`)
