import { expect, test } from 'vitest'
import { isAppError } from './app-errors'
import { contentsOf, entries, type Note, notes, openFresh, optionsFor, requireOpen, streamOf } from './harness'
import { type Loss, MemoryFileSystem } from './memory-file-system'
import { openStore } from '#core/store/open-store'

/**
 * store.md §4: the n-th operation fails, or the process or the power goes at it, for every n of a workload that makes a
 * store, writes over two collections, checkpoints in between, takes an attachment, and closes.
 */
interface Progress {
  /** Transactions acknowledged so far: every one of them puts note `n<i>` and entry `e<i>` and removes an older note. */
  acknowledged: number
  created: boolean
  attachment: string | undefined
}

const TRANSACTIONS = 8
const PICTURE = Buffer.alloc(70_000, 3)

async function workload(fs: MemoryFileSystem, progress: Progress): Promise<void> {
  const { store } = requireOpen(await openStore(optionsFor(fs)))
  progress.created = true
  for (let i = 0; i < TRANSACTIONS; i++) {
    await store.transact(async (tx) => {
      await tx.put(notes, { id: `n${i}`, text: `note ${i} `.repeat(20), rank: i })
      await tx.put(entries, { id: `e${i}`, text: '', rank: i })
      if (i >= 2) await tx.remove(notes, `n${i - 2}`)
    })
    progress.acknowledged = i + 1
    if (i === 3) await store.checkpoint()
    if (i === 4) progress.attachment = (await store.attachments.add(streamOf(PICTURE), 100_000)).sha256
    if (i === 5) await store.checkpoint()
  }
  await store.close()
}

function idsAfter(transactions: number): { notes: string[]; entries: string[] } {
  const all = Array.from({ length: transactions }, (_, i) => i)
  return { notes: all.slice(-2).map((i) => `n${i}`), entries: all.map((i) => `e${i}`) }
}

async function operationsOfWorkload(): Promise<number> {
  const fs = new MemoryFileSystem()
  await workload(fs, { acknowledged: 0, created: false, attachment: undefined })
  return fs.operations
}

/** Opens what is left and says what is wrong with it; undefined when every acknowledged change is there. */
async function whatIsWrong(fs: MemoryFileSystem, progress: Progress): Promise<string | undefined> {
  const opened = await openStore(optionsFor(fs))
  if (opened.kind !== 'open') return `${opened.kind}: ${JSON.stringify(opened)}`
  const { store } = opened
  const found = { notes: [...(await contentsOf(store, notes)).keys()], entries: [...(await contentsOf(store, entries)).keys()] }
  const expected = [progress.acknowledged, progress.acknowledged + 1].map((count) => JSON.stringify(idsAfter(count)))
  if (!expected.includes(JSON.stringify(found))) return `${progress.acknowledged} acknowledged, found ${JSON.stringify(found)}`
  if (progress.attachment !== undefined && !(await store.attachments.has(progress.attachment))) return 'the attachment is gone'
  await store.transact((tx) => tx.put(notes, { id: 'later', text: '', rank: 0 }))
  await store.close()
  return undefined
}

function seeded(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % (limit + 1)
  }
}

const LOSSES: Record<string, (n: number) => Loss> = {
  'the process dies': () => ({ kind: 'none' }),
  'the power goes, nothing unsynced stays': () => ({ kind: 'all' }),
  'the power goes, some of it stays': (n) => ({ kind: 'some', pick: seeded(n) }),
}

for (const [name, lossAt] of Object.entries(LOSSES)) {
  test(`no acknowledged change is lost at any operation: ${name}`, async () => {
    const count = await operationsOfWorkload()
    expect(count).toBeGreaterThan(100)
    const wrong: string[] = []
    for (let n = 1; n <= count; n++) {
      const fs = new MemoryFileSystem()
      fs.fault = { kind: 'death', at: n }
      const progress: Progress = { acknowledged: 0, created: false, attachment: undefined }
      await workload(fs, progress).catch(() => undefined)
      const found = await whatIsWrong(fs.afterwards(lossAt(n)), progress)
      if (found) wrong.push(`operation ${n} (${fs.log[n - 1]}): ${found}`)
    }
    expect(wrong).toEqual([])
  })
}

test('control: with syncs that do nothing the same check finds losses', async () => {
  const count = await operationsOfWorkload()
  let losses = 0
  for (let n = 1; n <= count; n++) {
    const fs = new MemoryFileSystem()
    fs.lyingSync = true
    fs.fault = { kind: 'death', at: n }
    const progress: Progress = { acknowledged: 0, created: false, attachment: undefined }
    await workload(fs, progress).catch(() => undefined)
    const after = fs.afterwards({ kind: 'all' })
    if (progress.acknowledged > 0 && (await whatIsWrong(after, progress)) !== undefined) losses += 1
  }
  expect(losses).toBeGreaterThan(count / 4)
})

for (const code of ['EIO', 'ENOSPC']) {
  test(`an operation failing with ${code} is reported, keeps what was acknowledged and half-does nothing`, async () => {
    const count = await operationsOfWorkload()
    const wrong: string[] = []
    for (let n = 1; n <= count; n++) {
      const found = await failOnce(n, code)
      if (found) wrong.push(`operation ${n}: ${found}`)
    }
    expect(wrong).toEqual([])
  })
}

async function failOnce(n: number, code: string): Promise<string | undefined> {
  const fs = new MemoryFileSystem()
  fs.fault = { kind: 'error', at: n, code }
  const progress: Progress = { acknowledged: 0, created: false, attachment: undefined }
  const seen: { failure?: unknown } = {}
  await workload(fs, progress).catch((error: unknown) => {
    seen.failure = error
  })
  const named = seen.failure === undefined || isAppError(seen.failure, 'store.') || String(seen.failure).includes(code)
  if (!named) return `reported as ${String(seen.failure)}`
  const wrong = await whatIsWrong(fs.afterwards({ kind: 'all' }), progress)
  return wrong && `${fs.log[n - 1]}: ${wrong}`
}

test('after a failed sync the store only reads, and says why', async () => {
  const fs = new MemoryFileSystem()
  const store = await openFresh(fs)
  const first: Note = { id: 'a', text: 'kept', rank: 1 }
  await store.transact((tx) => tx.put(notes, first))
  fs.fault = { kind: 'error', at: fs.operations + 2, code: 'EIO' }
  await expect(store.transact((tx) => tx.put(notes, { ...first, id: 'b' }))).rejects.toMatchObject({ code: 'store.writeFailed' })
  expect(store.readOnlyReason).toContain('EIO')
  await expect(store.transact((tx) => tx.put(notes, first))).rejects.toMatchObject({ code: 'store.readOnly' })
  expect(await store.get(notes, 'a')).toEqual(first)
  expect(await store.get(notes, 'b')).toBeUndefined()
})
