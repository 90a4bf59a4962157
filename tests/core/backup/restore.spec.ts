import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ledger, numbering, type LedgerRecord } from '#core/collections/handover.collections'
import { audit, auditHead, backups } from '#core/collections/station.collections'
import { createRecordedWrite } from '#core/recorded-write'
import { createFilingTime } from '#core/filing-time'
import { verifyChain } from '#core/services/audit/audit.service'
import { collectCarried, putCarried } from '#core/services/backup/carried'
import { lossInWords } from '#core/services/backup/generations'
import { createTestCore, FIRST_ACCOUNT, PASSWORD } from '../support/cores'
import { openTestStore } from '../support/stores'
import { accountNames, createAccount, keepState, keptStation, logWords } from './backup-kit'

describe('the overview', () => {
  it('shows folder, size, protection and kept states with counts and what going back would undo', async () => {
    const { test, first } = await keptStation()
    const overview = await test.call('backup.overview', {})
    expect(overview).toMatchObject({ dataDir: test.dataDir, protection: '测试密钥', lastBackup: null })
    expect(overview.bytes).toBeGreaterThan(1000)
    expect(overview.files).toBeGreaterThan(5)
    expect(first).toMatchObject({ present: true, counts: [{ label: '账号', count: 1 }], at: '2026-11-21T10:00:00.000Z' })
    await createAccount(test, 'lisi01')
    const [now] = (await test.call('backup.overview', {})).generations
    // The sign-in after the restart, and the new account.
    expect(now).toMatchObject({ generationId: first.generationId, operationsSince: 2, lost: '此后的 2 次操作不再生效；比现在少：账号 1' })
    await test.close()
  })

  it('leaves out states in which nobody could sign in', async () => {
    const test = await createTestCore({ role: 'applicant' })
    await test.restart()
    await test.signIn(FIRST_ACCOUNT)
    const manifests = await readdir(join(test.dataDir, 'store', 'manifests'))
    const { generations } = await test.call('backup.overview', {})
    expect(manifests.length).toBeGreaterThan(generations.length)
    expect(generations.length).toBeGreaterThan(0)
    expect((await test.refusal('backup.restore', { generationId: '1' })).code).toBe('general.notFound')
    await test.close()
  })

  it('says in words what there is less and again of', () => {
    expect(lossInWords({ applications: 1, drafts: 5 }, { applications: 4, drafts: 3 }, 9)).toBe('此后的 9 次操作不再生效；比现在少：申请 3；重新出现：草稿 2')
    expect(lossInWords({ applications: 1 }, { applications: 1 }, 0)).toBe('与现在的数据相同')
  })

  it('is open to every account, its actions to administrators only', async () => {
    const test = await createTestCore({ role: 'applicant', accounts: ['plain01'] })
    expect((await test.refusal('backup.overview', {}, 'stranger')).code).toBe('account.signInRequired')
    await test.signIn('plain01', 'window-2')
    await test.call('backup.overview', {}, 'window-2')
    for (const [command, input] of [['backup.restore', { generationId: '2' }], ['backup.export', {}], ['backup.renewRecoveryCode', {}], ['audit.list', {}], ['audit.verify', {}]] as const) {
      expect((await test.refusal(command, input, 'window-2')).code).toBe('account.roleRefused')
    }
    await test.close()
  })
})

describe('going back to a kept state', () => {
  it('brings the data back, keeps the present ones, signs everybody out, and can be undone the same way', async () => {
    const { test, first } = await keptStation()
    await createAccount(test, 'lisi01')
    await test.call('settings.update', { idleMinutes: 77, noticeCountdownSeconds: 7 })
    await test.signIn('lisi01', 'window-2')
    const before = test.events.length

    await test.call('backup.restore', { generationId: first.generationId })
    const ended = test.events.slice(before).filter(({ name }) => name === 'session.ended')
    expect(ended.map(({ payload, clientIds }) => [payload, clientIds])).toEqual([
      [{ reason: 'restored' }, ['window-1']], [{ reason: 'restored' }, ['window-2']],
    ])
    expect((await test.refusal('backup.overview', {})).code).toBe('account.signInRequired')
    expect((await test.call('station.status', {})).phase).toBe('ready')

    await test.signIn(FIRST_ACCOUNT)
    expect(await accountNames(test)).toEqual([FIRST_ACCOUNT])
    expect((await test.call('settings.get', {})).idleMinutes).not.toBe(77)
    expect((await test.call('accounts.session', {})).idleMinutes).not.toBe(77)

    const kept = (await test.call('backup.overview', {})).generations.find((generation) => generation.kept !== undefined)
    expect(kept).toMatchObject({ kept: '恢复前自动保留', counts: [{ label: '账号', count: 2 }], present: false })
    await test.restart()
    await test.signIn(FIRST_ACCOUNT)
    expect(await accountNames(test)).toEqual([FIRST_ACCOUNT])
    await test.call('backup.restore', { generationId: kept?.generationId ?? '' })
    await test.signIn('lisi01')
    await test.signIn(FIRST_ACCOUNT)
    expect(await accountNames(test)).toEqual([FIRST_ACCOUNT, 'lisi01'])
    expect((await test.call('settings.get', {})).idleMinutes).toBe(77)
    await test.close()
  })

  it('takes nothing out of the audit log: what was undone and the going back stay in it, in one chain', async () => {
    const { test, first } = await keptStation()
    await createAccount(test, 'lisi01')
    const before = await logWords(test)
    await test.call('backup.restore', { generationId: first.generationId })
    await test.signIn(FIRST_ACCOUNT)
    expect(await logWords(test)).toEqual([...before, '恢复到 2026-11-21 18:00 的自动备份', '登录'])
    expect(await test.call('audit.verify', {})).toMatchObject({ intact: true, entries: before.length + 2 })
    await test.call('backup.restore', { generationId: first.generationId })
    await test.signIn(FIRST_ACCOUNT)
    expect((await test.call('audit.verify', {})).intact).toBe(true)
    expect((await logWords(test)).filter((what) => what.startsWith('恢复到'))).toHaveLength(2)
    await test.close()
  })

  it('never gives a filing number or a bundle number twice', async () => {
    const test = await createTestCore({ role: 'review' })
    const first = await keepState(test)
    const settings = { official: false, provinceAbbreviation: '京', agencyCode: '110105', agencyName: '朝阳分局', nextSerial: 50 }
    await test.call('numbering.update', settings)
    await test.call('backup.restore', { generationId: first.generationId })
    await test.signIn(FIRST_ACCOUNT)
    expect((await test.call('numbering.get', {})).nextSerial).toBe(50)
    await test.close()
  })

  it('refuses a state that is not whole, and changes nothing', async () => {
    const { test, first } = await keptStation()
    await test.call('settings.update', { idleMinutes: 30, noticeCountdownSeconds: 7 })
    await keepState(test)
    const data = join(test.dataDir, 'store', 'data')
    const generation = first.generationId.padStart(9, '0')
    const shard = (await readdir(data)).find((name) => name.startsWith('settings.s') && name.endsWith(generation))
    if (shard === undefined) throw new Error('the state has no shard of its own')
    const bytes = await readFile(join(data, shard))
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    await writeFile(join(data, shard), bytes)
    expect((await test.refusal('backup.restore', { generationId: first.generationId })).code).toBe('store.damaged')
    expect((await test.call('settings.get', {})).idleMinutes).toBe(30)
    expect(await test.call('accounts.session', {})).toMatchObject({ account: { account: FIRST_ACCOUNT } })
    await test.call('settings.update', { idleMinutes: 31, noticeCountdownSeconds: 7 })
    await test.close()
  })

  it.each(['0', '999999', 'x', ''])('refuses the state “%s”, which there is not', async (generationId) => {
    const { test } = await keptStation()
    expect((await test.refusal('backup.restore', { generationId })).code).toMatch(/^general\.(notFound|invalidInput)$/)
    await test.close()
  })
})

describe('what does not go back', () => {
  const row = (id: string, direction: 'in' | 'out'): LedgerRecord => ({
    id, direction, type: 'application-batch', partnerId: 'p', partnerName: '审核端', sequence: 3, previousBundleSha256: null, sha256: 'a'.repeat(64), size: 1,
    at: '2026-11-21T10:00:00.000Z', fileName: 'f', status: 'made', files: 0, items: [],
  })
  const CALL = { session: undefined, command: 'backup.restore' as const }

  it('is put into the earlier state, which keeps its own where it has them', async () => {
    const { store, ports } = await openTestStore()
    const write = createRecordedWrite({ store: () => store, time: createFilingTime(ports.clock), committed: async () => undefined, turnedReadOnly: () => undefined })
    await write(CALL, '一', (tx) => tx.put(ledger, row('old', 'out')))
    await write(CALL, '二', async (tx) => {
      await tx.put(ledger, { ...row('old', 'out'), status: 'acknowledged' })
      await tx.put(ledger, row('sent', 'out'))
      await tx.put(ledger, row('received', 'in'))
      await tx.put(backups, { id: 'b', fileName: 'b', size: 1, files: 1, sha256: 'a'.repeat(64), at: '2026-11-21T10:00:00.000Z', by: '张三' })
    })
    const carried = await collectCarried(store, 1)
    expect(carried.log.map(({ what }) => what)).toEqual(['二'])

    const earlier = await openTestStore()
    const writeThere = createRecordedWrite({ store: () => earlier.store, time: createFilingTime(ports.clock), committed: async () => undefined, turnedReadOnly: () => undefined })
    await writeThere(CALL, '一', (tx) => tx.put(ledger, row('old', 'out')))
    expect(await writeThere(CALL, '恢复', (tx) => putCarried(tx, carried))).toBe(true)
    expect((await earlier.store.query(ledger)).rows.map(({ id, status }) => [id, status])).toEqual([['old', 'made'], ['sent', 'made']])
    expect((await earlier.store.query(backups)).total).toBe(1)
    expect(await earlier.store.get(numbering, 'numbering')).toBeUndefined()
    expect((await earlier.store.query(audit)).rows.map(({ what }) => what)).toEqual(['一', '二', '恢复'])
    expect(await verifyChain(earlier.store)).toEqual({ intact: true, entries: 3 })
  })

  it('leaves a log that began otherwise as it is, so that no chain breaks', async () => {
    const { store, ports } = await openTestStore()
    const other = await openTestStore()
    for (const [place, words] of [[store, ['一', '二']], [other.store, ['别的']]] as const) {
      const write = createRecordedWrite({ store: () => place, time: createFilingTime(ports.clock), committed: async () => undefined, turnedReadOnly: () => undefined })
      for (const what of words) await write(CALL, what, (tx) => tx.put(ledger, row(what, 'out')))
    }
    const carried = await collectCarried(store, 1)
    expect(await other.store.transact((tx) => putCarried(tx, carried))).toBe(false)
    expect(await verifyChain(other.store)).toEqual({ intact: true, entries: 1 })
    expect((await other.store.get(auditHead, 'head'))?.entries).toBe(1)
  })
})

it('a password is checked against the state that was gone back to', async () => {
  const { test, first } = await keptStation()
  await test.call('accounts.changePassword', { oldPassword: PASSWORD, password: 'Another9pass' })
  await test.call('backup.restore', { generationId: first.generationId })
  await test.signIn(FIRST_ACCOUNT)
  await test.close()
})
