import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ALL_COLLECTIONS } from '#core/collections/all.collections'
import { COLLECTION_LABELS } from '#core/collections/collection-labels'
import { audit, type AuditRecord } from '#core/collections/station.collections'
import { CHECK_DELAY } from '#core/services/audit/chain-check'
import { entryHash } from '#core/services/audit/audit.service'
import { openOptions } from '#core/services/station/opening'
import { openStore } from '#core/store/open-store'
import { createTestCore, FIRST_ACCOUNT, type TestCore, WINDOW } from '../support/cores'
import { DAY, quiet } from '../support/ports'
import { createAccount } from '../backup/backup-kit'

const words = async (test: TestCore, input: object = {}): Promise<string[]> =>
  (await test.call('audit.list', { limit: 500, ...input })).entries.map(({ what }) => what)

/** Changes the closed program's log behind its back, as somebody with the machine's key could. */
async function tamper(test: TestCore, change: (entry: AuditRecord) => AuditRecord): Promise<void> {
  await test.core.close()
  const opened = await openStore(openOptions({ ports: test.ports, secrets: test.ports.secrets, dataDir: test.dataDir, version: '0.0.0-test' } as never, false))
  if (opened.kind !== 'open') throw new Error(opened.kind)
  const { rows } = await opened.store.query(audit)
  const middle = await opened.store.get(audit, rows[Math.floor(rows.length / 2)]?.id ?? '')
  if (middle === undefined) throw new Error('the log is empty')
  await opened.store.transact((tx) => tx.put(audit, change(middle)))
  await opened.store.close()
  await test.restart()
  await test.signIn(FIRST_ACCOUNT)
}

/** The check after opening runs beside everything else. */
async function checked(test: TestCore): Promise<Awaited<ReturnType<typeof lastCheck>>> {
  await test.ports.clock.advance(CHECK_DELAY)
  for (let turn = 0; turn < 200; turn += 1) {
    const last = await lastCheck(test)
    if (last !== null) return last
    await quiet()
  }
  throw new Error('the check after opening did not end')
}
const lastCheck = async (test: TestCore) => (await test.call('audit.list', {})).lastCheck

describe('the list', () => {
  it('is newest first, in pages, with the whole count, and filtered by words, account and day', async () => {
    const test = await createTestCore({ role: 'applicant' })
    const account = await createAccount(test, 'lisi01')
    await test.ports.clock.advance(DAY)
    await test.signIn(FIRST_ACCOUNT)
    await test.signIn('lisi01', 'window-2')
    await test.call('accounts.updateProfile', { name: '李四', mobile: '13900139009' }, 'window-2')
    expect(await words(test)).toEqual(['修改账号资料', '登录', '登录', '创建账号', '登录', '注册首个账号（管理员）', '首次设置'])
    const page = await test.call('audit.list', { offset: 2, limit: 2 })
    expect({ total: page.total, rows: page.entries.map(({ sequence }) => sequence) }).toEqual({ total: 7, rows: [5, 4] })
    expect(page.accounts.map(({ name }) => name).sort()).toEqual(['张三', '李四'])
    expect(await words(test, { search: ' 登录' })).toHaveLength(3)
    expect(await words(test, { search: '李四' })).toEqual(['修改账号资料', '登录'])
    expect(await words(test, { accountId: account.accountId })).toEqual(['修改账号资料', '登录'])
    expect(await words(test, { from: '2026-11-22' })).toEqual(['修改账号资料', '登录', '登录'])
    expect(await words(test, { to: '2026-11-21', search: '登录' })).toEqual(['登录'])
    expect(await words(test, { from: '2026-11-23' })).toEqual([])
    expect((await test.refusal('audit.list', { from: '昨天' })).fields).toHaveProperty('from')
    await test.close()
  })

  it('tells days in China, not in UTC', async () => {
    const test = await createTestCore({ role: 'applicant' })
    test.ports.clock.set('2026-11-21T15:59:00.000Z')
    await test.signIn(FIRST_ACCOUNT)
    await test.call('settings.update', { idleMinutes: 480, noticeCountdownSeconds: 5 })
    test.ports.clock.set('2026-11-21T16:01:00.000Z')
    await test.signIn(FIRST_ACCOUNT)
    await test.call('settings.update', { idleMinutes: 479, noticeCountdownSeconds: 5 })
    expect(await words(test, { from: '2026-11-22' })).toEqual(['修改本机设置', '登录'])
    expect(await words(test, { to: '2026-11-21', search: '修改本机设置' })).toHaveLength(1)
    await test.close()
  })
})

describe('an entry', () => {
  it('names the records and what became of them', async () => {
    const test = await createTestCore({ role: 'applicant' })
    const { accountId } = await createAccount(test, 'lisi01')
    await test.call('accounts.update', { accountId, roles: ['applicant'], disabled: true })
    const [disabled, created] = (await test.call('audit.list', {})).entries
    const entry = await test.call('audit.entry', { id: created?.id ?? '' })
    expect(entry).toMatchObject({ what: '创建账号', accountName: '张三', roles: ['applicant', 'admin'], command: 'accounts.create', sequence: created?.sequence })
    expect(entry.changes).toEqual([{ label: '账号', recordId: accountId, title: '李四', kind: 'created', before: null, after: expect.stringMatching(/^[0-9a-f]{64}$/) }])
    const next = await test.call('audit.entry', { id: disabled?.id ?? '' })
    expect(next.changes[0]).toMatchObject({ kind: 'changed', before: entry.changes[0]?.after })
    expect(next.previousHash).toBe(entry.hash)
    expect((await test.refusal('audit.entry', { id: '999999999999' })).code).toBe('general.notFound')
    await test.close()
  })

  it('has a word for the records of every collection', () => {
    expect(ALL_COLLECTIONS.filter((spec) => !COLLECTION_LABELS.some(({ collection }) => collection.name === spec.name)).map(({ name }) => name)).toEqual([])
  })
})

describe('the check', () => {
  it('runs after every opening and on demand', async () => {
    const test = await createTestCore({ role: 'applicant' })
    await test.restart()
    await test.signIn(FIRST_ACCOUNT)
    expect(await lastCheck(test)).toBeNull()
    expect(await checked(test)).toMatchObject({ intact: true, entries: 4 })
    await test.call('settings.update', { idleMinutes: 20, noticeCountdownSeconds: 5 })
    const report = await test.call('audit.verify', {})
    expect(report).toMatchObject({ intact: true, entries: 5 })
    expect(await lastCheck(test)).toEqual(report)
    await test.close()
  })

  it('finds where somebody has changed the log, tells every administrator once, and keeps saying so', async () => {
    const test = await createTestCore({ role: 'applicant', accounts: ['plain01'] })
    await tamper(test, (entry) => ({ ...entry, what: '什么也没发生' }))
    const found = await checked(test)
    expect(found).toMatchObject({ intact: false, brokenAt: 3, reason: expect.stringContaining('第 3 条') })
    expect(await test.call('audit.verify', {})).toMatchObject({ intact: false, brokenAt: 3 })
    const warnings = async (clientId = WINDOW): Promise<number> =>
      (await test.call('notices.list', { offset: 0, limit: 50 }, clientId)).notices.filter(({ kind }) => kind === 'auditBroken').length
    for (let turn = 0; turn < 200 && (await warnings()) === 0; turn += 1) await quiet()
    expect(await warnings()).toBe(1)
    await test.restart()
    await test.signIn(FIRST_ACCOUNT)
    await checked(test)
    await quiet()
    expect(await warnings()).toBe(1)
    await test.signIn('plain01', 'window-2')
    expect(await warnings('window-2')).toBe(0)
    await test.close()
  })

  it('is not deceived by an entry whose own hash was made to fit', async () => {
    const test = await createTestCore({ role: 'applicant' })
    await tamper(test, ({ hash: _, ...entry }) => ({ ...entry, what: '什么也没发生', hash: entryHash({ ...entry, what: '什么也没发生' }) }))
    expect(await test.call('audit.verify', {})).toMatchObject({ intact: false, brokenAt: 3, reason: expect.stringContaining('不衔接') })
    await test.close()
  })
})

describe('an export', () => {
  it('as JSON lines holds the entries as stored, so that the chain can be checked elsewhere', async () => {
    const test = await createTestCore({ role: 'applicant' })
    await createAccount(test, 'lisi01')
    expect(await test.call('audit.saveExport', { format: 'jsonl' })).toMatchObject({ kind: 'saved' })
    const [saved] = test.ports.saved
    expect(saved?.fileName).toBe('操作日志-测试applicant站-2026-11-21.jsonl')
    const entries = (saved?.bytes.toString() ?? '').trimEnd().split('\n').map((line) => JSON.parse(line) as AuditRecord)
    expect(entries.map(({ what }) => what)).toEqual(['首次设置', '注册首个账号（管理员）', '登录', '创建账号'])
    for (const [index, { hash, ...entry }] of entries.entries()) {
      expect(entryHash(entry)).toBe(hash)
      expect(entry.previousHash).toBe(entries[index - 1]?.hash ?? '0'.repeat(64))
    }
    expect((await words(test))[0]).toBe('导出操作日志（4 条）')
    // What the browser shell fetches afterwards is the same, though the log has grown.
    const input = JSON.parse(new URL(saved?.url ?? '', 'http://x/').searchParams.get('input') ?? '') as { format: 'jsonl'; until: string }
    expect((await test.download('audit.export', input)).bytes.equals(saved?.bytes ?? Buffer.alloc(0))).toBe(true)
    await test.close()
  })

  it('as CSV is filtered like the list, opens as text and runs no formula', async () => {
    const test = await createTestCore({ role: 'applicant' })
    await test.call('accounts.updateProfile', { name: '=1+1', mobile: '13800138000' }).catch(() => undefined)
    await createAccount(test, 'lisi01')
    await test.call('audit.saveExport', { format: 'csv', search: '账号' })
    const text = test.ports.saved[0]?.bytes.toString() ?? ''
    expect(text.startsWith('\uFEFF序号,时间,操作,操作人,角色,涉及记录,前一条校验值,校验值\r\n')).toBe(true)
    const rows = text.trimEnd().split('\r\n').slice(1)
    expect(rows[0]).toMatch(/^2,2026-11-21 18:00:00,注册首个账号（管理员）,,,账号 /)
    expect(rows.length).toBe((await words(test, { search: '账号' })).length)
    expect(text).not.toMatch(/(^|,)[=+@]/m)
    await test.close()
  })

  it('nobody but administrators gets, and a cancelled one is not logged', async () => {
    const test = await createTestCore({ role: 'applicant', accounts: ['plain01'] })
    await test.signIn('plain01', 'window-2')
    expect((await test.refusal('audit.saveExport', { format: 'csv' }, 'window-2')).code).toBe('account.roleRefused')
    const answer = await test.core.dispatch.download({ clientId: 'window-2', command: 'audit.export', input: { format: 'csv', until: '000000000009' } })
    expect(answer).toMatchObject({ ok: false, error: { code: 'account.roleRefused' } })
    test.ports.cancelDialogs = true
    expect(await test.call('audit.saveExport', { format: 'csv' })).toEqual({ kind: 'cancelled' })
    expect((await words(test)).some((what) => what.startsWith('导出'))).toBe(false)
    await test.close()
  })
})

describe('a masked value shown in full', () => {
  it('is logged with who, what and the record as it was', async () => {
    const test = await createTestCore({ role: 'applicant', accounts: ['plain01'] })
    const { id } = await test.call('drafts.save', { businessType: 'subject.create', record: { nature: 'organization' }, unverified: [], reasons: {} })
    await test.call('audit.reveal', { what: '负责人证件号码', recordId: id })
    const [top] = (await test.call('audit.list', {})).entries
    const entry = await test.call('audit.entry', { id: top?.id ?? '' })
    expect(entry).toMatchObject({ what: '查看完整的“负责人证件号码”', accountName: '张三', command: 'audit.reveal' })
    expect(entry.changes).toEqual([expect.objectContaining({ label: '草稿', recordId: id, kind: 'seen', before: entry.changes[0]?.after })])
    expect((await test.call('audit.verify', {})).intact).toBe(true)
    expect((await test.refusal('audit.reveal', { what: '手机', recordId: randomUUID() })).code).toBe('general.notFound')
    expect((await test.refusal('audit.reveal', { what: '手机', recordId: id }, 'stranger')).code).toBe('account.signInRequired')
    expect(WINDOW).not.toBe('stranger')
    await test.close()
  })
})
