import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AttachmentRef } from '#shared/filing/types'
import { createTestCore, FIRST_ACCOUNT, openTestCore, PASSWORD, REGION, type TestCore, WINDOW } from '../support/cores'
import { createTestPorts, quiet } from '../support/ports'
import { samplePicture } from '../../support/sample-files'
import { accountNames, createAccount, logWords } from './backup-kit'

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A station with an account and a draft that has a picture. */
async function filled(): Promise<{ test: TestCore; draftId: string; picture: Buffer }> {
  const test = await createTestCore({ role: 'applicant' })
  await createAccount(test, 'lisi01')
  const picture = Buffer.from(await samplePicture('营业执照', ['测试'], {}))
  const ref = (await test.upload('attachments.upload', { name: '执照.jpg', accept: 'image' }, picture)) as AttachmentRef
  const { id } = await test.call('drafts.save', { businessType: 'subject.create', record: { nature: 'organization', organizationIdPhoto: ref }, unverified: [], reasons: {} })
  return { test, draftId: id, picture }
}

async function exported(test: TestCore): Promise<{ backupId: string; bytes: Buffer; fileName: string }> {
  const { backupId, fileName } = await test.call('backup.export', {})
  return { backupId, fileName, bytes: (await test.download('backup.file', { backupId })).bytes }
}

async function bring(test: TestCore, bytes: Uint8Array, recoveryCode: string, keepPresent = false): Promise<void> {
  const { incomingId } = await test.upload('backup.upload', { name: 'b.beian-backup' }, bytes)
  await test.call('backup.import', { incomingId, recoveryCode, keepPresent })
}

describe('a portable backup', () => {
  it('is one verified file, listed, saved where the person wants it, and replaced by the next one', async () => {
    const { test } = await filled()
    const made = await test.call('backup.export', {})
    expect(made.fileName).toMatch(/^数据备份-测试applicant站-20261121-180000\.beian-backup$/)
    expect(made).toMatchObject({ by: '张三', at: '2026-11-21T10:00:00.000Z', available: true })
    const onDisk = await readFile(join(test.dataDir, 'backups', made.fileName))
    expect(made).toMatchObject({ size: onDisk.length, sha256: digest(onDisk) })
    expect(await readdir(join(test.dataDir, 'backups'))).toEqual([made.fileName])
    expect((await test.call('backup.overview', {})).lastBackup).toEqual(made)

    expect(await test.call('backup.save', { backupId: made.backupId })).toEqual({ kind: 'saved', path: `/saved/${made.fileName}` })
    expect(digest(test.ports.saved[0]?.bytes ?? Buffer.alloc(0))).toBe(made.sha256)
    const file = await test.download('backup.file', { backupId: made.backupId })
    expect({ fileName: file.fileName, sha256: digest(file.bytes) }).toEqual({ fileName: made.fileName, sha256: made.sha256 })

    await test.ports.clock.advance(61_000)
    const next = await test.call('backup.export', {})
    expect(await readdir(join(test.dataDir, 'backups'))).toEqual([next.fileName])
    expect((await test.refusal('backup.save', { backupId: made.backupId })).code).toBe('backup.fileGone')
    expect((await test.refusal('backup.save', { backupId: randomUUID() })).code).toBe('general.notFound')
    await rm(join(test.dataDir, 'backups'), { recursive: true })
    expect((await test.call('backup.overview', {})).lastBackup).toEqual({ ...next, available: false })
    expect(await logWords(test)).toEqual(expect.arrayContaining(['导出备份文件']))
    await test.close()
  })

  it('holds nothing readable of what is in it', async () => {
    const { test, picture } = await filled()
    const { bytes } = await exported(test)
    for (const secret of ['lisi01', '13900139000', '李四', '测试applicant站']) expect(bytes.includes(Buffer.from(secret))).toBe(false)
    expect(bytes.includes(picture.subarray(100, 200))).toBe(false)
    await test.close()
  })

  it('leaves no file behind when it is cancelled', async () => {
    const { test } = await filled()
    const taskId = randomUUID()
    const exporting = test.core.dispatch({ clientId: WINDOW, command: 'backup.export', input: {}, taskId })
    let ended = false
    void exporting.then(() => { ended = true })
    while (!ended) {
      const answer = await test.core.dispatch({ clientId: WINDOW, command: 'tasks.cancel', input: { taskId } })
      if (answer.ok && (answer.value as { cancelled: boolean }).cancelled) break
    }
    expect(await exporting).toMatchObject({ ok: false, error: { code: 'general.cancelled' } })
    await test.core.close()
    await quiet()
    expect(await readdir(join(test.dataDir, 'backups')).catch(() => [])).toEqual([])
    await test.restart()
    await test.signIn(FIRST_ACCOUNT)
    expect((await test.call('backup.overview', {})).lastBackup).toBeNull()
    await test.close()
  })

  it('says so when the folder cannot take it, and leaves the one before', async () => {
    const { test } = await filled()
    await writeFile(join(test.dataDir, 'backups'), 'a file where the folder should be')
    const refused = await test.refusal('backup.export', {})
    expect(refused.code).toBe('store.writeFailed')
    expect((await test.call('backup.overview', {})).lastBackup).toBeNull()
    await test.call('settings.update', { idleMinutes: 20, noticeCountdownSeconds: 5 })
    await test.close()
  })
})

describe('on another machine', () => {
  it('opens with the recovery code: accounts, drafts, pictures, log; and goes on from there', async () => {
    const { test, draftId, picture } = await filled()
    const { bytes } = await exported(test)
    const words = await logWords(test)
    const there = await openTestCore({ ports: createTestPorts() })
    await bring(there, bytes, test.recoveryCode.toLowerCase().replaceAll('-', ' '))
    const { station } = await test.call('station.status', {})
    expect(await there.call('station.status', {})).toMatchObject({ phase: 'ready', station, hasAccounts: true })
    await there.signIn(FIRST_ACCOUNT)
    expect(await accountNames(there)).toEqual([FIRST_ACCOUNT, 'lisi01'])
    const draft = await there.call('drafts.get', { id: draftId })
    const { sha256 } = (draft.record as { organizationIdPhoto: AttachmentRef }).organizationIdPhoto
    expect(digest((await there.download('attachments.open', { sha256 })).bytes)).toBe(digest(picture))
    // The file cannot hold the entry about itself.
    expect(await logWords(there)).toEqual([...words.slice(0, -1), '从备份文件恢复数据', '登录'])
    expect((await there.call('audit.verify', {})).intact).toBe(true)
    expect(await readdir(join(there.dataDir, 'incoming'))).toEqual([])

    await there.restart()
    expect((await there.call('station.status', {})).phase).toBe('ready')
    there.ports.secrets.forget()
    await there.restart()
    await there.call('station.recover', { recoveryCode: test.recoveryCode })
    expect((await there.call('station.status', {})).phase).toBe('ready')
    await Promise.all([test.close(), there.close()])
  })

  it('does not open with another code, damaged or cut; nothing is made, and the right one still works', async () => {
    const { test } = await filled()
    const { bytes } = await exported(test)
    const there = await openTestCore({ ports: createTestPorts() })
    const { incomingId } = await there.upload('backup.upload', { name: 'b.beian-backup' }, bytes)
    const other = await createTestCore({ role: 'applicant' })
    for (const [recoveryCode, code] of [['ABCD', 'store.recoveryCodeMistyped'], [other.recoveryCode, 'store.recoveryCodeWrong']] as const) {
      expect(await there.refusal('backup.import', { incomingId, recoveryCode, keepPresent: false })).toMatchObject({ code, fields: { recoveryCode: expect.any(String) } })
    }
    const flipped = Buffer.from(bytes)
    flipped[Math.floor(bytes.length / 2)] = (flipped[Math.floor(bytes.length / 2)] ?? 0) ^ 1
    for (const spoilt of [flipped, bytes.subarray(0, -1), Buffer.from('x'), Buffer.alloc(0), Buffer.concat([bytes, Buffer.from('x')])]) {
      const bad = await there.upload('backup.upload', { name: 'b.beian-backup' }, spoilt)
      expect((await there.refusal('backup.import', { incomingId: bad.incomingId, recoveryCode: test.recoveryCode, keepPresent: false })).code).toBe('store.backupInvalid')
    }
    expect((await there.call('station.status', {})).phase).toBe('fresh')
    expect((await there.refusal('backup.import', { incomingId: randomUUID(), recoveryCode: test.recoveryCode, keepPresent: false })).code).toBe('backup.uploadGone')
    await there.call('backup.import', { incomingId, recoveryCode: test.recoveryCode, keepPresent: false })
    expect((await there.call('station.status', {})).phase).toBe('ready')
    await Promise.all([test.close(), there.close(), other.close()])
  })

  it('is taken in with progress, and cancelled while it is checked: nothing is made, and the next try works', async () => {
    const { test } = await filled()
    const { bytes } = await exported(test)
    const there = await openTestCore({ ports: createTestPorts() })
    const { incomingId } = await there.upload('backup.upload', { name: 'b.beian-backup' }, bytes)
    const input = { incomingId, recoveryCode: test.recoveryCode, keepPresent: false }
    const told = (): string[] => there.events.flatMap(({ name, payload }) => (name === 'tasks.progressed' ? [(payload as { label: string }).label] : []))

    const taskId = randomUUID()
    const under = there.core.dispatch({ clientId: WINDOW, command: 'backup.import', input, taskId })
    expect(await there.call('tasks.cancel', { taskId })).toEqual({ cancelled: true })
    expect(await under).toMatchObject({ ok: false, error: { code: 'general.cancelled' } })
    expect((await there.call('station.status', {})).phase).toBe('fresh')
    expect(told()).toEqual([])

    await there.call('backup.import', input)
    expect([...new Set(told())]).toEqual(['正在核对备份文件', '正在恢复数据'])
    expect((await there.call('station.status', {})).phase).toBe('ready')
    await Promise.all([test.close(), there.close()])
  })

  it('never takes the place of a station that works', async () => {
    const { test } = await filled()
    const { bytes } = await exported(test)
    const busy = await createTestCore({ role: 'review' })
    const before = await busy.call('station.status', {})
    expect((await busy.uploadRefusal('backup.upload', { name: 'b' }, bytes)).code).toBe('backup.stationInUse')
    expect((await busy.refusal('backup.import', { incomingId: randomUUID(), recoveryCode: test.recoveryCode, keepPresent: true })).code).toBe('backup.stationInUse')
    expect(await busy.call('station.status', {})).toEqual(before)
    await Promise.all([test.close(), busy.close()])
  })

  it('nor that of data another program has open', async () => {
    const { test } = await filled()
    const { bytes } = await exported(test)
    const second = await openTestCore({ ports: test.ports, dataDir: test.dataDir })
    expect((await second.call('station.status', {})).recovery).toMatchObject({ code: 'store.locked', importBackup: false })
    expect((await second.uploadRefusal('backup.upload', { name: 'b' }, bytes)).code).toBe('backup.notNow')
    await second.close()
    await test.close()
  })

  it('replaces data that cannot be opened only on request, and moves them aside whole', async () => {
    const { test } = await filled()
    const { bytes } = await exported(test)
    const broken = await createTestCore({ role: 'applicant', name: '坏掉的站' })
    await broken.core.close()
    const store = join(broken.dataDir, 'store')
    for (const name of ['store.key', 'store.key.copy']) await rm(join(store, name))
    await broken.restart()
    expect((await broken.call('station.status', {})).recovery).toMatchObject({ code: 'store.missing', importBackup: true })
    const left = (await readdir(store)).sort()
    const { incomingId } = await broken.upload('backup.upload', { name: 'b.beian-backup' }, bytes)
    expect((await broken.refusal('backup.import', { incomingId, recoveryCode: test.recoveryCode, keepPresent: false })).code).toBe('store.folderInUse')
    expect((await readdir(store)).sort()).toEqual(left)
    expect((await broken.call('station.status', {})).phase).toBe('recovery')
    await broken.call('backup.import', { incomingId, recoveryCode: test.recoveryCode, keepPresent: true })
    expect(await broken.call('station.status', {})).toMatchObject({ phase: 'ready', station: { name: '测试applicant站' } })
    const [aside] = await readdir(join(store, 'replaced'))
    expect(await readdir(join(store, 'replaced', aside ?? ''))).toEqual(expect.arrayContaining(['data', 'journal', 'manifests']))
    await Promise.all([test.close(), broken.close()])
  })

  it('also after a first set-up that was cut off before its end', async () => {
    const { test } = await filled()
    const { bytes } = await exported(test)
    const half = await openTestCore({ ports: createTestPorts() })
    await mkdir(join(half.dataDir, 'store'), { recursive: true })
    const { openStore } = await import('#core/store/open-store')
    const made = await openStore({
      dir: join(half.dataDir, 'store'), collections: [], secrets: half.ports.secrets, clock: half.ports.clock, create: true, holder: { name: 'x', pid: process.pid, host: 'x' },
    })
    if (made.kind !== 'open') throw new Error(made.kind)
    await made.store.close()
    await half.restart()
    expect((await half.call('station.status', {})).phase).toBe('fresh')
    await bring(half, bytes, test.recoveryCode)
    expect((await half.call('station.status', {})).phase).toBe('ready')
    await Promise.all([test.close(), half.close()])
  })
})

describe('the recovery code', () => {
  it('is renewed: the new one opens, the old one no longer does, backups made before keep theirs', async () => {
    const { test } = await filled()
    const { bytes } = await exported(test)
    const { recoveryCode } = await test.call('backup.renewRecoveryCode', {})
    expect(recoveryCode).toMatch(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/)
    expect(recoveryCode).not.toBe(test.recoveryCode)
    expect(JSON.stringify(await test.call('audit.list', {}))).not.toContain(recoveryCode.slice(0, 9))
    expect((await logWords(test)).at(-1)).toBe('更换恢复码')
    expect((await test.refusal('accounts.resetPassword', { account: 'lisi01', recoveryCode: test.recoveryCode, password: PASSWORD })).code).toBe('account.recoveryCodeWrong')
    await test.call('accounts.resetPassword', { account: 'lisi01', recoveryCode, password: 'Another9pass' })
    const there = await openTestCore({ ports: createTestPorts() })
    const { incomingId } = await there.upload('backup.upload', { name: 'b' }, bytes)
    expect((await there.refusal('backup.import', { incomingId, recoveryCode, keepPresent: false })).code).toBe('store.recoveryCodeWrong')
    await there.call('backup.import', { incomingId, recoveryCode: test.recoveryCode, keepPresent: false })
    await Promise.all([test.close(), there.close()])
  })
})

it('the folder is opened by the shell', async () => {
  const test = await createTestCore({ role: 'applicant' })
  const opened: string[] = []
  test.ports.shell = { openFolder: async (path) => opened.push(path) === 1 }
  await test.restart()
  await test.signIn(FIRST_ACCOUNT)
  expect(await test.call('backup.openFolder', {})).toEqual({ opened: true })
  expect(await test.call('backup.openFolder', {})).toEqual({ opened: false })
  expect(opened).toEqual([test.dataDir, test.dataDir])
  expect((await test.refusal('station.setUp', { role: 'applicant', name: '测试', region: REGION })).code).toBe('station.alreadySetUp')
  await test.close()
})
