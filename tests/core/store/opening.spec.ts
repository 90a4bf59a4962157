import { expect, test } from 'vitest'
import { openAfterBreakingLock, openWithRecoveryCode } from '#core/store/recovery'
import { createRecoveryCode } from '#core/store/recovery-code'
import { openStore } from '#core/store/open-store'
import { contentsOf, machine, notes, openFresh, optionsFor, putNote, requireOpen } from './harness'
import { MemoryFileSystem } from './memory-file-system'

/** store.md §2 "Opening": one row, one test. */
async function filled(): Promise<MemoryFileSystem> {
  const fs = new MemoryFileSystem()
  const store = await openFresh(fs)
  await putNote(store, { id: 'a', text: 'first', rank: 1 })
  await store.close()
  return fs
}

function snapshot(fs: MemoryFileSystem): Map<string, string> {
  return new Map(fs.files().map((path) => [path, fs.bytes(path).toString('base64')]))
}

test('nothing there: fresh, and nothing is made until asked to', async () => {
  const fs = new MemoryFileSystem()
  expect(await openStore(optionsFor(fs, { create: false }))).toEqual({ kind: 'fresh' })
  expect(fs.files()).toEqual([])
  const opened = requireOpen(await openStore(optionsFor(fs)))
  expect(opened.recoveryCode).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/)
  await opened.store.close()
  const again = requireOpen(await openStore(optionsFor(fs)))
  expect(again.recoveryCode).toBeUndefined()
  expect(again.warnings).toEqual([])
})

test.each(['store.key', 'manifests/'])('missing %s but traces of a store: asked for, never created', async (part) => {
  const fs = await filled()
  for (const path of fs.files().filter((one) => one.startsWith(`/data/${part}`))) await fs.unlink(path)
  const before = snapshot(fs)
  const result = await openStore(optionsFor(fs))
  expect(result.kind).toBe('missing')
  expect(result.kind === 'missing' && result.traces.length).toBeGreaterThan(0)
  expect(snapshot(fs)).toEqual(before)
})

test('one key file copy missing: made again; one damaged: the other is used, and said', async () => {
  const fs = await filled()
  await fs.unlink('/data/store.key')
  await requireOpen(await openStore(optionsFor(fs))).store.close()
  expect(fs.bytes('/data/store.key')).toEqual(fs.bytes('/data/store.key.copy'))
  fs.replaceBytes('/data/store.key', Buffer.from('{}'))
  const opened = requireOpen(await openStore(optionsFor(fs)))
  expect(opened.warnings).toEqual([expect.stringContaining('store.key')])
  expect(await contentsOf(opened.store, notes)).toHaveProperty('size', 1)
  const code = await opened.store.renewRecoveryCode()
  await opened.store.close()
  expect(fs.files().some((path) => path.startsWith('/data/damaged/store.key'))).toBe(true)
  await requireOpen(await openWithRecoveryCode(optionsFor(fs), code)).store.close()
})

test('both key file copies damaged: reported, nothing overwritten', async () => {
  const fs = await filled()
  for (const name of ['store.key', 'store.key.copy']) fs.replaceBytes(`/data/${name}`, Buffer.from('garbage'))
  const before = snapshot(fs)
  expect(await openStore(optionsFor(fs))).toEqual({ kind: 'damaged', file: 'store.key', generations: [] })
  expect(snapshot(fs)).toEqual(before)
})

test('newer file format: refused with its number', async () => {
  const fs = await filled()
  const { createHash } = await import('node:crypto')
  const { sha256: _, ...body } = JSON.parse(fs.bytes('/data/store.key').toString()) as Record<string, unknown>
  const newer = { ...body, version: 9 }
  const digest = createHash('sha256').update(JSON.stringify(newer)).digest('hex')
  fs.replaceBytes('/data/store.key', Buffer.from(JSON.stringify({ ...newer, sha256: digest })))
  const before = snapshot(fs)
  expect(await openStore(optionsFor(fs))).toEqual({ kind: 'newer', version: 9 })
  expect(snapshot(fs)).toEqual(before)
})

test('newer migrations: refused with their number', async () => {
  const fs = await filled()
  const migrations = [{ number: 1, title: 'nothing', migrate: (record: never) => [record] }]
  await requireOpen(await openStore(optionsFor(fs, { migrations }))).store.close()
  expect(await openStore(optionsFor(fs))).toEqual({ kind: 'newer', version: 1 })
})

test('locked: by whom', async () => {
  const fs = new MemoryFileSystem()
  const holder = { name: '另一个窗口', pid: process.pid, host: 'here' }
  const store = await openFresh(fs, { holder })
  const result = await openStore(optionsFor(fs))
  expect(result).toMatchObject({ kind: 'locked', holder: { name: '另一个窗口', pid: process.pid } })
  await store.close()
  expect((await openStore(optionsFor(fs))).kind).toBe('open')
})

test('locked by another machine: only after the person has said so', async () => {
  const fs = new MemoryFileSystem()
  await openFresh(fs, { holder: { name: '网吧电脑', pid: 1, host: 'elsewhere' } })
  const result = await openStore(optionsFor(fs))
  if (result.kind !== 'locked') throw new Error(result.kind)
  expect((await openAfterBreakingLock(optionsFor(fs), 'another token')).kind).toBe('locked')
  expect((await openAfterBreakingLock(optionsFor(fs), result.holder.token)).kind).toBe('open')
})

test('a lock without content, as a power cut leaves it, holds nobody up', async () => {
  const fs = await filled()
  await (await fs.open('/data/lock.4', 'create')).close()
  await requireOpen(await openStore(optionsFor(fs))).store.close()
  expect(fs.files().filter((path) => path.includes('lock'))).toEqual([])
})

test('another machine: wrong key, and the recovery code opens it for good', async () => {
  const fs = new MemoryFileSystem()
  const { store, recoveryCode = '' } = requireOpen(await openStore(optionsFor(fs)))
  await putNote(store, { id: 'a', text: 'first', rank: 1 })
  await store.close()
  const there = optionsFor(fs, { secrets: machine(99) })
  const before = snapshot(fs)
  expect(await openStore(there)).toMatchObject({ kind: 'wrongKey' })
  await expect(openWithRecoveryCode(there, 'ABCD')).rejects.toMatchObject({ code: 'store.recoveryCodeMistyped' })
  await expect(openWithRecoveryCode(there, createRecoveryCode())).rejects.toMatchObject({ code: 'store.recoveryCodeWrong' })
  expect(snapshot(fs)).toEqual(before)
  const typed = ` ${recoveryCode.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `
  const opened = requireOpen(await openWithRecoveryCode(there, typed))
  expect(await contentsOf(opened.store, notes)).toHaveProperty('size', 1)
  await opened.store.close()
  expect((await openStore(there)).kind).toBe('open')
  expect((await openStore(optionsFor(fs, { holder: { name: '', pid: 1, host: 'here' } }))).kind).not.toBe('open')
})

test('a new recovery code replaces the old one', async () => {
  const fs = new MemoryFileSystem()
  const { store, recoveryCode = '' } = requireOpen(await openStore(optionsFor(fs)))
  const next = await store.renewRecoveryCode()
  await store.close()
  const there = optionsFor(fs, { secrets: machine(99) })
  await expect(openWithRecoveryCode(there, recoveryCode)).rejects.toMatchObject({ code: 'store.recoveryCodeWrong' })
  expect((await openWithRecoveryCode(there, next)).kind).toBe('open')
})

test('changing the protection wraps the key anew and leaves the data alone', async () => {
  const fs = await filled()
  const { store } = requireOpen(await openStore(optionsFor(fs)))
  const data = fs.files().filter((path) => path.startsWith('/data/data/'))
  await store.rewrap(machine(42))
  expect(store.protection).toBe('机器42')
  await store.close()
  expect(fs.files().filter((path) => path.startsWith('/data/data/'))).toEqual(data)
  expect((await openStore(optionsFor(fs))).kind).toBe('wrongKey')
  expect((await openStore(optionsFor(fs, { secrets: machine(42) }))).kind).toBe('open')
})

test.each([
  ['EROFS', '只读'],
  ['ENOSPC', '磁盘空间不足'],
])('a folder that cannot be written (%s): readable, with the reason', async (code, words) => {
  const full = await filled()
  const fs = Object.assign(full.copy(), {
    open: async (path: string, mode: 'read' | 'write' | 'create') => {
      if (mode !== 'read') throw Object.assign(new Error(code), { code })
      return MemoryFileSystem.prototype.open.call(fs, path, mode)
    },
  })
  const before = snapshot(fs)
  const { store } = requireOpen(await openStore(optionsFor(fs)))
  expect(store.readOnlyReason).toContain(words)
  expect(await store.get(notes, 'a')).toMatchObject({ text: 'first' })
  await expect(putNote(store, { id: 'b', text: '', rank: 0 })).rejects.toMatchObject({ code: 'store.readOnly' })
  await store.close()
  expect(snapshot(fs)).toEqual(before)
})

test('a creation that was cut short is begun anew', async () => {
  const whole = new MemoryFileSystem()
  await (await openFresh(whole)).close()
  const cut = whole.operations
  for (let n = 1; n < cut; n++) {
    const fs = new MemoryFileSystem()
    fs.fault = { kind: 'death', at: n }
    await openFresh(fs).catch(() => undefined)
    const result = await openStore(optionsFor(fs.afterwards({ kind: 'none' })))
    expect(result.kind, `after operation ${n}`).toBe('open')
  }
})
