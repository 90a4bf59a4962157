import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { createTestCore, FIRST_ACCOUNT, openTestCore, REGION, type TestCore } from '../support/cores'
import { createTestPorts, onCleanup, temporaryFolder } from '../support/ports'
import { accountNames, createAccount, keepState } from '../backup/backup-kit'

/** A station whose newest state has a second account; closed. */
async function closedStation(): Promise<TestCore> {
  const test = await createTestCore({ role: 'applicant' })
  await keepState(test)
  await createAccount(test, 'lisi01')
  await test.core.close()
  return test
}

const storeOf = (test: TestCore): string => join(test.dataDir, 'store')

async function names(test: TestCore, folder: string): Promise<string[]> {
  return (await readdir(join(storeOf(test), folder))).sort().map((name) => join(storeOf(test), folder, name))
}

const newest = (paths: readonly string[]): string => {
  const path = paths.at(-1)
  if (path === undefined) throw new Error('there is no such file')
  return path
}

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path)
  const place = Math.floor(bytes.length / 2)
  bytes[place] = (bytes[place] ?? 0) ^ 1
  await writeFile(path, bytes)
}

/** What is in every file of the store, by path, apart from lock files and kept copies. */
async function contents(test: TestCore): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const entry of await readdir(storeOf(test), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !/lock\.\d+$/.test(path) && !path.includes('/damaged/')) found.set(path, createHash('sha256').update(await readFile(path)).digest('hex'))
  }
  return found
}

type Recovery = NonNullable<Awaited<ReturnType<typeof recoveryOf>>>
async function recoveryOf(test: TestCore) {
  const { phase, recovery } = await test.call('station.status', {})
  return phase === 'recovery' ? recovery : undefined
}

async function restarted(test: TestCore): Promise<Recovery> {
  await test.restart()
  const recovery = await recoveryOf(test)
  if (recovery === undefined) throw new Error('the data opened as if nothing were wrong')
  return recovery
}

describe('damage', () => {
  const shard = (name: string) => async (test: TestCore): Promise<string> => newest((await names(test, 'data')).filter((path) => path.includes(`/${name}.s`)))
  const DAMAGE: [string, (test: TestCore) => Promise<string>, RegExp][] = [
    ['a shard', shard('accounts'), /记录|修改/],
    ['an index segment', async (test) => newest((await names(test, 'data')).filter((path) => path.includes('/accounts.i'))), /索引|不丢失|修改/],
    ['the manifest', async (test) => newest(await names(test, 'manifests')), /不丢失|修改/],
  ]

  it.each(DAMAGE)('of %s: reported by name, a copy kept, and a state offered that opens', async (_, pick, loses) => {
    const test = await closedStation()
    const path = await pick(test)
    await flip(path)
    const damaged = await readFile(path)
    const before = await contents(test)
    const recovery = await restarted(test)
    expect(recovery).toMatchObject({ code: 'store.damaged', askRecoveryCode: false, importBackup: true, dataDir: test.dataDir })
    expect(recovery.message).toContain(path.slice(storeOf(test).length + 1))
    expect(await contents(test)).toEqual(before)
    const [copy] = await names(test, 'damaged')
    expect(await readFile(copy ?? '')).toEqual(damaged)
    const [offer] = recovery.generations
    expect(offer?.lost).toMatch(loses)
    expect(offer?.records).toBeGreaterThan(0)

    expect((await test.refusal('station.setUp', { role: 'applicant', name: '测试站', region: REGION })).code).toBe('general.notReady')
    for (const generationId of ['0', '99999', 'x']) expect((await test.refusal('station.restoreGeneration', { generationId })).code).toBe('general.notFound')
    const whole = recovery.generations.find((offered) => offered.whole)
    await test.call('station.restoreGeneration', { generationId: whole?.id ?? '' })
    expect(await test.call('station.status', {})).toMatchObject({ phase: 'ready', hasAccounts: true })
    await test.signIn(FIRST_ACCOUNT)
    expect(await accountNames(test)).toContain(FIRST_ACCOUNT)
    const { entries } = await test.call('audit.list', {})
    expect(entries.map(({ what }) => what)).toContainEqual(expect.stringMatching(/^恢复到 2026-11-21 \d\d:\d\d 的版本$/))
    expect((await test.call('audit.verify', {})).intact).toBe(true)
    await test.restart()
    expect((await test.call('station.status', {})).phase).toBe('ready')
    await test.close()
  })

  it('of the journal: what comes before it can be had, and what may be lost is said', async () => {
    const test = await createTestCore({ role: 'applicant' })
    await keepState(test)
    for (let index = 0; index < 4; index += 1) await createAccount(test, `lisi0${index}`)
    // As a power cut leaves it: nothing has been brought from the journal into shards, and nobody holds the lock.
    const cut = async (): Promise<TestCore> => {
      const dataDir = await temporaryFolder()
      await cp(storeOf(test), join(dataDir, 'store'), { recursive: true, filter: (path) => !/lock\.\d+$/.test(path) })
      return openTestCore({ ports: test.ports, dataDir })
    }
    const whole = await cut()
    await whole.signIn(FIRST_ACCOUNT)
    expect(await accountNames(whole)).toHaveLength(5)
    await whole.close()

    const broken = await cut()
    await broken.core.close()
    await rm(storeOf(broken), { recursive: true })
    await cp(storeOf(test), storeOf(broken), { recursive: true, filter: (path) => !/lock\.\d+$/.test(path) })
    await flip(newest(await names(broken, 'journal')))
    const before = await contents(broken)
    const recovery = await restarted(broken)
    expect(recovery.code).toBe('store.damaged')
    expect(recovery.message).toContain('journal/')
    expect(recovery.generations[0]?.lost).toMatch(/可能丢失|至少/)
    expect(await contents(broken)).toEqual(before)
    await broken.call('station.restoreGeneration', { generationId: recovery.generations[0]?.id ?? '' })
    await broken.signIn(FIRST_ACCOUNT)
    const left = await accountNames(broken)
    expect(left.length).toBeLessThan(5)
    expect([FIRST_ACCOUNT, 'lisi00', 'lisi01', 'lisi02', 'lisi03']).toEqual(expect.arrayContaining(left))
    expect((await broken.call('audit.verify', {})).intact).toBe(true)
    await broken.close()
    await test.close()
  })

  it('of both copies of the key file: nothing to go back to, but a backup file can be taken in', async () => {
    const test = await closedStation()
    for (const name of ['store.key', 'store.key.copy']) await writeFile(join(storeOf(test), name), 'garbage')
    const before = await contents(test)
    expect(await restarted(test)).toMatchObject({ code: 'station.beyondRepair', generations: [], importBackup: true })
    expect(await contents(test)).toEqual(before)
    await test.close()
  })
})

describe('missing parts', () => {
  it.each([
    ['every manifest', 'manifests'], ['the data folder and the manifests', 'data'],
  ])('%s: asked about, never built over', async (_, folder) => {
    const test = await closedStation()
    for (const path of await names(test, 'manifests')) await rm(path)
    if (folder === 'data') await rm(join(storeOf(test), 'data'), { recursive: true })
    const before = await contents(test)
    expect(await restarted(test)).toMatchObject({ code: 'store.missing', generations: [], importBackup: true, askRecoveryCode: false })
    expect((await test.refusal('station.setUp', { role: 'applicant', name: '测试站', region: REGION })).code).toBe('general.notReady')
    await test.call('station.reopen', {})
    expect(await contents(test)).toEqual(before)
    await test.close()
  })

  it('one file of the data: a state is offered, and putting the file back is enough', async () => {
    const test = await closedStation()
    const path = newest((await names(test, 'data')).filter((name) => name.includes('/accounts.s')))
    const bytes = await readFile(path)
    await rm(path)
    expect(await restarted(test)).toMatchObject({ code: 'store.damaged' })
    await writeFile(path, bytes)
    await test.call('station.reopen', {})
    expect((await test.call('station.status', {})).phase).toBe('ready')
    await test.signIn('lisi01')
    await test.close()
  })
})

it('data of a newer program: refused with its version, nothing touched, and nothing offered that would lose it', async () => {
  const test = await closedStation()
  const { sha256: _, ...body } = JSON.parse((await readFile(join(storeOf(test), 'store.key'))).toString()) as Record<string, unknown>
  const newer = { ...body, version: 9 }
  const sha256 = createHash('sha256').update(JSON.stringify(newer)).digest('hex')
  for (const name of ['store.key', 'store.key.copy']) await writeFile(join(storeOf(test), name), JSON.stringify({ ...newer, sha256 }))
  const before = await contents(test)
  const recovery = await restarted(test)
  expect(recovery).toMatchObject({ code: 'store.newerVersion', generations: [], importBackup: false, askRecoveryCode: false, action: '请升级程序后再打开' })
  expect(recovery.message).toContain('9')
  expect((await test.refusal('station.recover', { recoveryCode: test.recoveryCode })).code).toBe('station.notInRecovery')
  expect((await test.uploadRefusal('backup.upload', { name: 'b' }, Buffer.from('x'))).code).toBe('backup.notNow')
  expect(await contents(test)).toEqual(before)
  await test.close()
})

describe('a folder in use', () => {
  it('by another machine: named, and taken over only when the person says so for that very holder', async () => {
    const test = await closedStation()
    const holder = { name: '联网备案离线办理', pid: 4242, host: '窗口二号机', at: 0, token: 'the-token' }
    await writeFile(join(storeOf(test), 'lock.1'), JSON.stringify(holder))
    const recovery = await restarted(test)
    expect(recovery).toMatchObject({ code: 'store.locked', lockToken: 'the-token', importBackup: false })
    expect(recovery.message).toContain('窗口二号机')
    expect((await test.refusal('station.breakLock', { lockToken: 'another' })).code).toBe('general.notFound')
    // Meanwhile a third machine has taken it.
    await writeFile(join(storeOf(test), 'lock.1'), JSON.stringify({ ...holder, host: '窗口三号机', token: 'newer' }))
    await test.call('station.breakLock', { lockToken: 'the-token' })
    expect((await recoveryOf(test))?.message).toContain('窗口三号机')
    await test.call('station.breakLock', { lockToken: 'newer' })
    expect((await test.call('station.status', {})).phase).toBe('ready')
    await test.signIn('lisi01')
    expect((await test.refusal('station.breakLock', { lockToken: 'newer' })).code).toBe('station.notInRecovery')
    await test.close()
  })

  it('by a program on this machine cannot be taken over', async () => {
    const first = await createTestCore({ role: 'applicant' })
    const second = await openTestCore({ ports: first.ports, dataDir: first.dataDir })
    expect((await recoveryOf(second))?.lockToken).toBeUndefined()
    expect((await second.refusal('station.breakLock', { lockToken: 'x' })).code).toBe('general.notFound')
    await first.call('settings.update', { idleMinutes: 20, noticeCountdownSeconds: 5 })
    await second.close()
    await first.close()
  })
})

/** A small disk of its own for one test; skips, and says why, where none can be mounted. */
async function smallDisk(context: TestContext, size: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'disk')
  await mkdir(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    context.skip(`no small disk can be mounted here: ${String(error).split('\n')[0]}`)
  }
  onCleanup(async () => {
    execFileSync('umount', ['-l', folder])
  })
  return folder
}

async function stationOn(dataDir: string): Promise<TestCore> {
  const test = await openTestCore({ ports: createTestPorts(), dataDir })
  await test.call('station.setUp', { role: 'applicant', name: '小磁盘站', region: REGION })
  await test.register(FIRST_ACCOUNT)
  await test.signIn(FIRST_ACCOUNT)
  return test
}

/** Leaves not one free block. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (;;) await file.write(Buffer.alloc(4096, 1))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    await file.close()
  }
}

async function expectReadOnly(test: TestCore, reason: RegExp): Promise<void> {
  expect(await test.call('station.status', {})).toMatchObject({ phase: 'ready', readOnlyReason: expect.stringMatching(reason) })
  await test.signIn(FIRST_ACCOUNT)
  expect(await accountNames(test)).toEqual([FIRST_ACCOUNT])
  expect((await test.call('backup.overview', {})).generations.length).toBeGreaterThan(0)
  for (const [command, input] of [
    ['settings.update', { idleMinutes: 20, noticeCountdownSeconds: 5 }], ['backup.renewRecoveryCode', {}], ['backup.export', {}],
    ['backup.restore', { generationId: (await test.call('backup.overview', {})).generations[0]?.generationId }],
  ] as const) {
    expect(await test.refusal(command, input)).toMatchObject({ code: 'store.readOnly', message: expect.stringMatching(reason) })
  }
  expect(await test.call('accounts.session', {})).toMatchObject({ account: { account: FIRST_ACCOUNT } })
}

describe('a folder that cannot be written', () => {
  it('read-only disk: everything can be looked at, nothing saved, and the reason is told', async (context) => {
    const disk = await smallDisk(context, '16m')
    const test = await stationOn(disk)
    await test.core.close()
    execFileSync('mount', ['-o', 'remount,ro', disk])
    await test.restart()
    await expectReadOnly(test, /只读/)
    await test.core.close()
    execFileSync('mount', ['-o', 'remount,rw', disk])
    await test.restart()
    expect((await test.call('station.status', {})).readOnlyReason).toBeUndefined()
    await test.signIn(FIRST_ACCOUNT)
    await test.call('settings.update', { idleMinutes: 20, noticeCountdownSeconds: 5 })
    await test.close()
  })

  it('full disk on opening: the same, with its own reason', async (context) => {
    const disk = await smallDisk(context, '16m')
    const test = await stationOn(disk)
    await test.core.close()
    await fill(join(disk, 'filler'))
    await test.restart()
    await expectReadOnly(test, /磁盘空间不足/)
    await test.core.close()
    await rm(join(disk, 'filler'))
    await test.restart()
    await test.signIn(FIRST_ACCOUNT)
    await test.call('settings.update', { idleMinutes: 20, noticeCountdownSeconds: 5 })
    await test.close()
  })

  it('a disk that fills up meanwhile: the write is refused, every window is told, what was saved stays', async (context) => {
    const disk = await smallDisk(context, '16m')
    const test = await stationOn(disk)
    await fill(join(disk, 'filler'))
    const told = (): unknown[] => test.events.filter(({ name }) => name === 'store.changed').map(({ payload, clientIds }) => [payload, clientIds])
    let saved = 0
    let refused = ''
    for (let minutes = 1; minutes <= 480 && refused === ''; minutes += 1) {
      const answer = await test.core.dispatch({ clientId: 'window-1', command: 'settings.update', input: { idleMinutes: minutes, noticeCountdownSeconds: 5 } })
      if (answer.ok) saved = minutes
      else refused = answer.error.code
    }
    expect(refused).toBe('store.diskFull')
    expect(told()).toEqual([[{ readOnlyReason: '磁盘空间不足' }, undefined]])
    expect((await test.refusal('settings.update', { idleMinutes: 400, noticeCountdownSeconds: 5 })).code).toBe('store.readOnly')
    expect(told()).toHaveLength(1)
    await rm(join(disk, 'filler'))
    await test.call('station.reopen', {})
    expect((await test.call('station.status', {})).readOnlyReason).toBeUndefined()
    expect(told().slice(1)).toEqual([[{ readOnlyReason: undefined }, undefined]])
    expect((await test.refusal('settings.get', {})).code).toBe('account.signInRequired')
    await test.signIn(FIRST_ACCOUNT)
    expect((await test.call('settings.get', {})).idleMinutes).toBe(saved === 0 ? 15 : saved)
    // Where everything can be written, nobody is signed out by it.
    await test.call('station.reopen', {})
    await test.call('settings.update', { idleMinutes: 33, noticeCountdownSeconds: 5 })
    await test.close()
  })

  it('a folder without permission: said on the recovery page or read-only, and retried', async (context) => {
    if (process.getuid?.() === 0) context.skip('the superuser is refused nothing')
    const test = await closedStation()
    await chmod(storeOf(test), 0o500)
    await test.restart()
    expect((await test.call('station.status', {})).readOnlyReason).toMatch(/没有写入权限/)
    await test.core.close()
    await chmod(storeOf(test), 0o700)
    await test.restart()
    expect((await test.call('station.status', {})).readOnlyReason).toBeUndefined()
    await test.close()
  })
})

it('a file that turns out damaged while the program runs: read-only, and every window is told at that call', async () => {
  const test = await createTestCore({ role: 'applicant' })
  const review = await createTestCore({ role: 'review' })
  const { text } = await review.call('station.card', {})
  await test.call('stations.importCard', { text, fingerprintCompared: true })
  await keepState(test)
  await flip(newest((await names(test, 'data')).filter((path) => path.includes('/stations.s'))))
  expect((await test.refusal('stations.list', {})).code).toBe('store.damaged')
  const [told] = test.events.filter(({ name }) => name === 'store.changed')
  expect(told).toMatchObject({ payload: { readOnlyReason: expect.stringContaining('数据文件损坏') }, clientIds: undefined })
  expect((await test.call('station.status', {})).readOnlyReason).toContain('数据文件损坏')
  await test.close()
  await review.close()
})
