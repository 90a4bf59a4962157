import { expect, test } from 'vitest'
import { openStore } from '#core/store/open-store'
import { recoverGeneration } from '#core/store/recovery'
import { SCRUB } from '#core/store/scrub'
import { contentsOf, entries, type Note, notes, openFresh, optionsFor, putNote, requireOpen, streamOf, TestClock } from './harness'
import { MemoryFileSystem } from './memory-file-system'

/** Issue 3, "how it is judged" 3: whatever is altered is noticed, reported, and nothing is written in its place. */
const PICTURE = Buffer.alloc(100_000, 5)

function note(i: number): Note {
  return { id: `n${String(i).padStart(3, '0')}`, text: `text ${i} `.repeat(200), rank: i }
}

/** Two checkpointed generations and a journal with records that are not in a shard yet. */
async function filled(): Promise<{ fs: MemoryFileSystem; sha256: string }> {
  const fs = new MemoryFileSystem()
  const store = await openFresh(fs)
  const { sha256 } = await store.attachments.add(streamOf(PICTURE), 200_000)
  await store.transact(async (tx) => {
    for (let i = 0; i < 60; i++) await tx.put(notes, note(i))
    await tx.put(notes, { ...note(60), files: [sha256] })
  })
  await store.checkpoint()
  await putNote(store, { ...note(3), text: 'changed' })
  await store.checkpoint()
  await putNote(store, { ...note(4), text: 'in the journal' })
  await store.transact((tx) => tx.put(entries, note(1)))
  return { fs: fs.afterwards({ kind: 'none' }), sha256 }
}

function withoutCopies(fs: MemoryFileSystem): Map<string, string> {
  const kept = fs.files().filter((path) => !/\/(damaged|lock)/.test(path))
  return new Map(kept.map((path) => [path, fs.bytes(path).toString('base64')]))
}

/** Files of the present state, as against those of generations before. */
function presentFiles(fs: MemoryFileSystem): string[] {
  const newest = new Map<string, string>()
  for (const path of fs.files()) newest.set(path.replace(/g\d{9}$/, ''), path)
  return [...newest.values()].filter((path) => !path.includes('/lock') && !/journal\/j00000000[12]$/.test(path))
}

async function report(fs: MemoryFileSystem, sha256: string): Promise<string> {
  const before = withoutCopies(fs)
  const result = await openStore(optionsFor(fs))
  let found: string = result.kind
  if (result.kind === 'open') {
    const damage = await result.store.verify()
    found = damage.length > 0 ? `verify: ${damage[0]?.damage}` : result.warnings.length > 0 ? 'warning' : 'unnoticed'
    if (found.startsWith('verify')) await expect(drain(result.store.attachments.read(sha256))).rejects.toMatchObject({ code: 'store.damaged' })
  }
  for (const [path, bytes] of before) expect(fs.bytes(path).toString('base64'), path).toBe(bytes)
  return found
}

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const part of source) void part
}

function expectedFor(path: string): string {
  if (path.includes('store.key')) return 'warning'
  return path.includes('/attachments/') ? 'verify: altered' : 'damaged'
}

test('a flipped byte anywhere in any file of the present state is noticed', async () => {
  const { fs, sha256 } = await filled()
  expect(presentFiles(fs).length).toBeGreaterThan(7)
  for (const path of presentFiles(fs)) {
    const { length } = fs.bytes(path)
    const places = new Set([0, 1, 3, 5, 9, 13, 17, 21, 40, Math.floor(length / 2), length - 20, length - 2, length - 1])
    for (const place of [...places].filter((one) => one >= 0 && one < length)) {
      const altered = fs.copy()
      const bytes = Buffer.from(altered.bytes(path))
      bytes[place] = (bytes[place] ?? 0) ^ 0x10
      altered.replaceBytes(path, bytes)
      expect(await report(altered, sha256), `${path} byte ${place} of ${length}`).toBe(expectedFor(path))
    }
  }
})

test('every file of the present state, cut in the middle or gone, is noticed', async () => {
  const { fs, sha256 } = await filled()
  for (const path of presentFiles(fs).filter((one) => !one.includes('store.key'))) {
    const cut = fs.copy()
    cut.replaceBytes(path, Buffer.from(fs.bytes(path).subarray(0, Math.floor(fs.bytes(path).length / 3))))
    expect(await report(cut, sha256), `${path} cut`).not.toBe('unnoticed')
    const gone = fs.copy()
    await gone.unlink(path)
    if (path.includes('manifests')) continue
    const found = await report(gone, sha256).catch((error: unknown) => String(error))
    expect(found, `${path} gone`).not.toBe('unnoticed')
  }
})

test('files of two generations, or two shards, exchanged are noticed', async () => {
  const { fs, sha256 } = await filled()
  const sealed = fs.files().filter((path) => /\/(data|manifests|journal)\/[^/]+$/.test(path) && !/store\.key|lock/.test(path))
  const present = new Set(presentFiles(fs))
  for (const a of sealed.filter((path) => present.has(path))) {
    for (const b of sealed.filter((path) => path !== a && path.slice(0, 12) === a.slice(0, 12))) {
      if (fs.bytes(a).equals(fs.bytes(b))) continue
      const swapped = fs.copy()
      swapped.replaceBytes(a, fs.bytes(b))
      swapped.replaceBytes(b, fs.bytes(a))
      expect(await report(swapped, sha256), `${a} with ${b}`).toBe('damaged')
    }
  }
})

test('files of another store, and of a copy that went its own way, are noticed', async () => {
  const { fs, sha256 } = await filled()
  const { fs: other } = await filled()
  const fork = fs.copy()
  const forked = requireOpen(await openStore(optionsFor(fork))).store
  await putNote(forked, { ...note(3), text: 'forked' })
  await forked.close()
  const here = fs.copy()
  const store = requireOpen(await openStore(optionsFor(here))).store
  await putNote(store, { ...note(3), text: 'here' })
  await store.close()
  for (const source of [other, fork]) {
    for (const path of presentFiles(here).filter((one) => /\/data\/(data|manifests)\//.test(one))) {
      if (!source.files().includes(path) || source.bytes(path).equals(here.bytes(path))) continue
      // A whole state of the fork, manifest and all, is a genuine state; its parts are not.
      if (source === fork && path.includes('manifests')) continue
      const mixed = here.copy()
      mixed.replaceBytes(path, source.bytes(path))
      expect(await report(mixed, sha256), path).toBe('damaged')
    }
  }
})

test('cutting, leaving out and reordering journal records shows', async () => {
  const { fs } = await filled()
  const path = presentFiles(fs).find((one) => one.includes('/journal/')) ?? ''
  const bytes = fs.bytes(path)
  const first = 44 + 16 + bytes.readUInt32LE(44)
  const records = [bytes.subarray(44, first), bytes.subarray(first)]
  const variants = { 'first left out': [records[1]], reordered: [records[1], records[0]], doubled: [records[0], records[0], records[1]] }
  for (const [name, parts] of Object.entries(variants)) {
    const altered = fs.copy()
    altered.replaceBytes(path, Buffer.concat([bytes.subarray(0, 44), ...parts.flatMap((part) => part ?? [])]))
    expect((await openStore(optionsFor(altered))).kind, name).toBe('damaged')
  }
})

const ALL = ['damaged', 'data', 'journal']

test('a damaged manifest: the generation before and the journal give everything back', async () => {
  const { fs } = await filled()
  const path = presentFiles(fs).find((one) => one.includes('/manifests/')) ?? ''
  fs.replaceBytes(path, Buffer.alloc(300, 1))
  const result = await openStore(optionsFor(fs))
  if (result.kind !== 'damaged') throw new Error(result.kind)
  const [offer] = result.generations
  expect(offer).toMatchObject({ whole: true, lost: '不丢失任何已保存的修改', counts: { notes: 61, entries: 1 } })
  const { store } = requireOpen(await recoverGeneration(optionsFor(fs), offer?.id ?? 0))
  const found = await contentsOf(store, notes)
  expect(found.size).toBe(61)
  expect([found.get('n003')?.text, found.get('n004')?.text]).toEqual(['changed', 'in the journal'])
  await store.close()
  expect(fs.bytes(path)).toEqual(Buffer.alloc(300, 1))
  expect(ALL.every((folder) => fs.files().some((one) => one.startsWith(`/data/${folder}/`)))).toBe(true)
  expect((await openStore(optionsFor(fs))).kind).toBe('open')
})

test('a damaged shard that all generations share: what can be read is offered, with what would be lost', async () => {
  const { fs } = await filled()
  // Shard 1 was never rewritten after the first checkpoint.
  const path = fs.files().find((one) => one.includes('notes.s000001')) ?? ''
  const bytes = Buffer.from(fs.bytes(path))
  bytes[500] = (bytes[500] ?? 0) ^ 1
  fs.replaceBytes(path, bytes)
  const result = await openStore(optionsFor(fs))
  if (result.kind !== 'damaged') throw new Error(result.kind)
  expect(result.file).toBe(path.slice('/data/'.length))
  const [offer] = result.generations
  expect(offer?.whole).toBe(false)
  const lost = 61 - (offer?.counts.notes ?? 0)
  expect(lost).toBeGreaterThan(0)
  expect(offer?.lost).toContain(`${lost} 条记录`)
  const { store } = requireOpen(await recoverGeneration(optionsFor(fs), offer?.id ?? 0))
  expect((await contentsOf(store, notes)).size).toBe(61 - lost)
  expect(await store.verify()).toEqual([])
  await store.close()
  const copy = fs.files().find((one) => one.startsWith('/data/damaged/'))
  expect(copy && fs.bytes(copy)).toEqual(bytes)
})

test('a damaged index segment is made again from its shards', async () => {
  const { fs } = await filled()
  const path = presentFiles(fs).find((one) => one.includes('notes.i000000')) ?? ''
  const bytes = Buffer.from(fs.bytes(path))
  bytes[100] = (bytes[100] ?? 0) ^ 1
  fs.replaceBytes(path, bytes)
  const result = await openStore(optionsFor(fs))
  if (result.kind !== 'damaged') throw new Error(result.kind)
  expect(result.generations[0]).toMatchObject({ counts: { notes: 61 }, whole: false })
  const { store } = requireOpen(await recoverGeneration(optionsFor(fs), result.generations[0]?.id ?? 0))
  const found = await contentsOf(store, notes)
  expect(found.size).toBe(61)
  expect(found.get('n003')?.text).toBe('changed')
  expect((await store.query(notes, { where: (row) => row.rank === 60 })).total).toBe(1)
})

test('damage met while reading: an error, read-only from then on, a copy kept, and the next opening begins with it', async () => {
  const { fs } = await filled()
  const { store } = requireOpen(await openStore(optionsFor(fs)))
  await store.close()
  const opened = requireOpen(await openStore(optionsFor(fs))).store
  const path = presentFiles(fs).find((one) => one.includes('notes.s000001')) ?? ''
  fs.replaceBytes(path, Buffer.alloc(10))
  const id = 'n025'
  await expect(opened.get(notes, id)).rejects.toMatchObject({ code: 'store.damaged' })
  expect(opened.readOnlyReason).toContain(path.slice('/data/'.length))
  await expect(putNote(opened, note(1))).rejects.toMatchObject({ code: 'store.readOnly' })
  await opened.close()
  expect(fs.bytes(path)).toEqual(Buffer.alloc(10))
  expect((await openStore(optionsFor(fs))).kind).toBe('damaged')
})

test('a store too large to be authenticated on opening is gone through later, and damage found so shows too', async () => {
  const fs = new MemoryFileSystem()
  const filling = await openFresh(fs)
  for (let start = 0; start < 40; start += 4) {
    await filling.transact(async (tx) => {
      for (let i = start; i < start + 4; i++) await tx.put(notes, { id: `big${i}`, text: 'x'.repeat(1024 * 1024), rank: i })
    })
  }
  await filling.close()
  const path = fs.files().find((one) => one.includes('notes.s000020')) ?? ''
  const bytes = Buffer.from(fs.bytes(path))
  bytes[5000] = (bytes[5000] ?? 0) ^ 1
  fs.replaceBytes(path, bytes)
  const clock = new TestClock()
  const { store } = requireOpen(await openStore(optionsFor(fs, { clock })))
  expect(store.readOnlyReason).toBeUndefined()
  clock.advance(SCRUB.startMs)
  await expect.poll(() => store.readOnlyReason).toContain('notes.s000020')
  await store.close()
  expect(await openStore(optionsFor(fs))).toMatchObject({ kind: 'damaged', file: path.slice('/data/'.length) })
})
