import { expect, test } from 'vitest'
import { importBackup } from '#core/store/backup-import'
import { openStore } from '#core/store/open-store'
import { KEPT_BEFORE_RESTORE } from '#core/store/restore'
import { ATTACHMENT_GRACE_MS } from '#core/store/sweep'
import { UPKEEP } from '#core/store/upkeep-rule'
import { bytesOf, contentsOf, machine, type Note, notes, openFresh, optionsFor, putNote, requireOpen, streamOf, TestClock } from './harness'
import { MemoryFileSystem } from './memory-file-system'

const note = (i: number, text = `text ${i}`): Note => ({ id: `n${i}`, text, rank: i })
const PICTURE = Buffer.alloc(150_000, 9)
const HOUR = 3_600_000

test('one click back: the present state is kept first, and one click forward again', async () => {
  const fs = new MemoryFileSystem()
  const store = await openFresh(fs)
  await putNote(store, note(1))
  await store.checkpoint()
  const [then] = await store.generations()
  expect(then).toMatchObject({ present: true, counts: { notes: 1, entries: 0 } })
  expect(then?.bytes).toBeGreaterThan(100)
  await putNote(store, note(1, 'changed'))
  await putNote(store, note(2))
  await store.restoreGeneration(then?.id ?? 0)
  expect([...(await contentsOf(store, notes)).values()]).toEqual([note(1)])
  const kept = (await store.generations()).find((one) => one.kept === KEPT_BEFORE_RESTORE)
  expect(kept?.counts).toMatchObject({ notes: 2 })
  await putNote(store, note(3))
  await store.close()
  const again = await openFresh(fs)
  expect([...(await contentsOf(again, notes)).keys()]).toEqual(['n1', 'n3'])
  await again.restoreGeneration(kept?.id ?? 0)
  expect((await contentsOf(again, notes)).get('n1')?.text).toBe('changed')
  await again.close()
  expect([...(await contentsOf(await openFresh(fs), notes)).keys()]).toEqual(['n1', 'n2'])
})

test('a state that is not whole is not gone back to', async () => {
  const fs = new MemoryFileSystem()
  const store = await openFresh(fs)
  await putNote(store, note(1))
  await store.checkpoint()
  const [then] = await store.generations()
  const shard = fs.files().find((path) => path.includes('notes.s')) ?? ''
  await putNote(store, note(1, 'changed'))
  await store.checkpoint()
  fs.replaceBytes(shard, Buffer.alloc(60))
  await expect(store.restoreGeneration(then?.id ?? 0)).rejects.toMatchObject({ code: 'store.damaged' })
  await expect(store.restoreGeneration(999)).rejects.toMatchObject({ code: 'general.notFound' })
  expect((await contentsOf(store, notes)).get('n1')?.text).toBe('changed')
  await putNote(store, note(2))
})

test('idle time brings the journal into shards, and old states go by the rule with what only they needed', async () => {
  const fs = new MemoryFileSystem()
  const clock = new TestClock()
  const store = await openFresh(fs, { clock })
  for (let i = 0; i < 60; i++) {
    await putNote(store, note(1, `version ${i}`))
    clock.advance(UPKEEP.idleAgeMs)
    clock.advance(UPKEEP.idleAgeMs)
    clock.advance(HOUR * 20)
    // The upkeep runs beside; the next checkpoint waits for it.
    await store.checkpoint()
  }
  const generations = await store.generations()
  expect(generations.length).toBeGreaterThan(20)
  expect(generations.length).toBeLessThan(60)
  const shards = fs.files().filter((path) => path.includes('notes.s'))
  expect(shards.length).toBe(generations.filter(({ counts }) => (counts['notes'] ?? 0) > 0).length)
  expect(fs.files().filter((path) => path.includes('/journal/')).length).toBeLessThan(6)
  expect(await store.verify()).toEqual([])
})

test('the upkeep runs by itself when idle', async () => {
  const clock = new TestClock()
  const store = await openFresh(new MemoryFileSystem(), { clock })
  await putNote(store, note(1))
  expect((await store.generations())[0]?.counts['notes'] ?? 0).toBe(0)
  for (const ms of [UPKEEP.idleMs, UPKEEP.idleAgeMs, UPKEEP.idleAgeMs]) clock.advance(ms)
  await expect.poll(async () => (await store.generations())[0]?.counts['notes']).toBe(1)
  await store.close()
})

test('attachments stay while any kept state refers to them, and for their grace period', async () => {
  const fs = new MemoryFileSystem()
  const clock = new TestClock()
  const store = await openFresh(fs, { clock })
  const used = await store.attachments.add(streamOf(PICTURE), 200_000)
  const unused = await store.attachments.add(streamOf(PICTURE, PICTURE), 400_000)
  await putNote(store, { ...note(1), files: [used.sha256] })
  await store.checkpoint()
  await putNote(store, note(1))
  const later = async (ms: number): Promise<boolean[]> => {
    clock.advance(ms)
    fs.time += ms
    await putNote(store, note(2, String(fs.time)))
    await store.checkpoint()
    return Promise.all([used, unused].map(({ sha256 }) => store.attachments.has(sha256)))
  }
  expect(await later(HOUR)).toEqual([true, true])
  // An older state still refers to the first; nobody ever referred to the second.
  expect(await later(ATTACHMENT_GRACE_MS)).toEqual([true, false])
  let gone = false
  for (let i = 0; i < 40 && !gone; i++) gone = !(await later(100 * 24 * HOUR))[0]
  expect(gone).toBe(true)
})

test('attachments: same bytes once, streamed back, too many refused, nothing left of a broken stream', async () => {
  const fs = new MemoryFileSystem()
  const store = await openFresh(fs)
  const parts = [PICTURE.subarray(0, 10), PICTURE.subarray(10, 100_000), PICTURE.subarray(100_000)]
  const one = await store.attachments.add(streamOf(...parts), 150_000)
  const two = await store.attachments.add(streamOf(PICTURE), 150_000)
  expect(two).toEqual(one)
  expect(one.size).toBe(150_000)
  const files = (): string[] => fs.files().filter((path) => path.includes('/attachments/'))
  expect(files()).toHaveLength(1)
  expect(await bytesOf(store.attachments.read(one.sha256))).toEqual(PICTURE)
  for (const size of [0, 1, 65_536, 131_072]) {
    const { sha256 } = await store.attachments.add(streamOf(Buffer.alloc(size, 1)), size)
    expect((await bytesOf(store.attachments.read(sha256))).length).toBe(size)
  }
  const before = files()
  await expect(store.attachments.add(streamOf(PICTURE), 149_999)).rejects.toMatchObject({ code: 'attachment.tooLarge' })
  const broken = async function* (): AsyncIterable<Uint8Array> {
    yield PICTURE
    throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' })
  }
  await expect(store.attachments.add(broken(), 1e6)).rejects.toThrow('connection lost')
  expect(store.readOnlyReason).toBeUndefined()
  expect(files()).toEqual(before)
  await expect(bytesOf(store.attachments.read('0'.repeat(64)))).rejects.toMatchObject({ code: 'attachment.missing' })
  expect(files().every((path) => !path.includes(one.sha256))).toBe(true)
})

async function exported(): Promise<{ fs: MemoryFileSystem; code: string; sha256: string }> {
  const fs = new MemoryFileSystem()
  const { store, recoveryCode = '' } = requireOpen(await openStore(optionsFor(fs)))
  const { sha256 } = await store.attachments.add(streamOf(PICTURE), 200_000)
  for (let i = 0; i < 50; i++) await putNote(store, { ...note(i, 'long '.repeat(500)), files: [sha256] })
  const report = await store.exportBackup('/stick.backup')
  expect(report.bytes).toBe(fs.bytes('/stick.backup').length)
  await putNote(store, note(99))
  await store.close()
  return { fs, code: recoveryCode, sha256 }
}

const importing = (fs: MemoryFileSystem, code: string, more: object = {}): Parameters<typeof importBackup>[0] => ({
  ...optionsFor(fs, { secrets: machine(50) }),
  fs,
  path: '/stick.backup',
  dir: '/elsewhere',
  recoveryCode: code,
  ...more,
})

test('a backup file opens on another machine with the recovery code, attachments and all', async () => {
  const { fs, code, sha256 } = await exported()
  await importBackup(importing(fs, code))
  const there = optionsFor(fs, { dir: '/elsewhere', secrets: machine(50) })
  const { store } = requireOpen(await openStore(there))
  expect((await contentsOf(store, notes)).size).toBe(50)
  expect(await bytesOf(store.attachments.read(sha256))).toEqual(PICTURE)
  expect(await store.verify()).toEqual([])
  await putNote(store, note(1, 'goes on'))
  await store.close()
  expect((await openStore(there)).kind).toBe('open')
})

test('a folder with data is refused, or its data are moved aside first', async () => {
  const { fs, code } = await exported()
  const names = fs.files()
  await expect(importBackup(importing(fs, code, { dir: '/data' }))).rejects.toMatchObject({ code: 'store.folderInUse' })
  expect(fs.files()).toEqual(names)
  await importBackup(importing(fs, code, { dir: '/data', keepPresent: true }))
  const { store } = requireOpen(await openStore(optionsFor(fs, { secrets: machine(50) })))
  expect((await contentsOf(store, notes)).has('n99')).toBe(false)
  const aside = fs.files().find((path) => path.endsWith('/store.key') && path.includes('replaced')) ?? ''
  const old = requireOpen(await openStore(optionsFor(fs, { dir: aside.slice(0, -'/store.key'.length) }))).store
  expect((await contentsOf(old, notes)).has('n99')).toBe(true)
})

test('a wrong or mistyped code, an altered or cut backup: refused, and nothing is made', async () => {
  const { fs, code } = await exported()
  const other = (await exported()).code
  const names = fs.files()
  const expectRefusal = async (options: Parameters<typeof importBackup>[0], errorCode: string): Promise<void> => {
    await expect(importBackup(options)).rejects.toMatchObject({ code: errorCode })
    expect(fs.files()).toEqual(names)
  }
  await expectRefusal(importing(fs, other), 'store.recoveryCodeWrong')
  await expectRefusal(importing(fs, `${code.slice(0, -1)}?`), 'store.recoveryCodeMistyped')
  await expectRefusal(importing(fs, code, { path: '/nowhere' }), 'store.backupInvalid')
  const whole = fs.bytes('/stick.backup')
  const places = [0, 16, 60, 300, 700, Math.floor(whole.length / 2), whole.length - 40, whole.length - 1]
  for (const place of places) {
    const altered = Buffer.from(whole)
    altered[place] = (altered[place] ?? 0) ^ 4
    fs.replaceBytes('/stick.backup', altered)
    const failure: unknown = await importBackup(importing(fs, code)).catch((error: unknown) => error)
    expect(failure, `byte ${place}`).toMatchObject({ code: expect.stringMatching(/^store\.(backupInvalid|recoveryCodeWrong|newerVersion)$/) as string })
  }
  for (const length of [0, 10, 400, Math.floor(whole.length / 2), whole.length - 1]) {
    fs.replaceBytes('/stick.backup', Buffer.from(whole.subarray(0, length)))
    await expectRefusal(importing(fs, code), 'store.backupInvalid')
  }
  expect(fs.files()).toEqual(names)
})

test('an import cut short anywhere leaves no store that opens, and can be repeated', async () => {
  const { fs, code } = await exported()
  const trial = fs.copy()
  await importBackup(importing(trial, code))
  for (let n = 1; n < trial.operations; n += 3) {
    const cut = fs.copy()
    cut.fault = { kind: 'death', at: n }
    await importBackup(importing(cut, code)).catch(() => undefined)
    const after = cut.afterwards({ kind: 'all' })
    const found = await openStore(optionsFor(after, { dir: '/elsewhere', secrets: machine(50), create: false }))
    if (found.kind === 'open') expect((await contentsOf(found.store, notes)).size).toBe(50)
    else await importBackup(importing(after, code, { keepPresent: true }))
  }
})

test('a backup that does not fit leaves no file', async () => {
  const { fs } = await exported()
  const store = await openFresh(fs)
  fs.fault = { kind: 'error', at: fs.operations + 40, code: 'ENOSPC' }
  await expect(store.exportBackup('/second.backup')).rejects.toMatchObject({ code: 'store.diskFull' })
  expect(fs.files().filter((path) => path.includes('second'))).toEqual([])
  expect(store.readOnlyReason).toBeUndefined()
})
