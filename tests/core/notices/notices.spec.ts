import { describe, expect, it } from 'vitest'
import { applications, assets, drafts, subjects, type ApplicationRecord, type AssetRecord, type DraftRecord, type SubjectRecord } from '#core/collections/filing.collections'
import type { CallContext } from '#core/call'
import { createDailyRulesService } from '#core/services/notices/daily-rules.service'
import { draftExpiry, REMINDER_DAYS } from '#shared/filing/timers'
import { v7 } from 'uuid'
import { DAY, HOUR, START } from '../support/ports'
import { createTestContext, type TestContext } from '../support/stores'

const OWNER = '0192f0c0-0000-7000-8000-000000000001'
const SESSION = { accountId: OWNER, account: 'zhang', name: '张三', roles: ['applicant'] as const }
const CALL: CallContext = {
  clientId: 'window-1', command: 'notices.list', session: SESSION, task: { taskId: v7(), signal: new AbortController().signal, progress: () => undefined },
}

const list = (test: TestContext, unreadOnly = false) => test.notices.list({ unreadOnly, offset: 0, limit: 100 }, CALL)
const titles = async (test: TestContext): Promise<string[]> => (await list(test)).notices.map((notice) => notice.title)

describe('notices', () => {
  it('are listed newest first, read one by one or all, and every window of the account hears the count', async () => {
    const test = await createTestContext()
    test.ctx.sessions.start('window-1', SESSION)
    for (const title of ['一', '二', '三']) {
      await test.ctx.write(CALL, '通知', async (tx) => {
        await test.notices.add(tx, { accountId: OWNER, kind: 'test', title, body: '内容' })
        await test.notices.add(tx, { accountId: v7(), kind: 'test', title: '别人的', body: '内容' })
      })
      await test.ports.clock.advance(1000)
    }
    expect(await titles(test)).toEqual(['三', '二', '一'])
    const { notices, total, unread } = await list(test)
    expect([total, unread]).toEqual([3, 3])
    const second = notices[1]?.id ?? ''
    expect(await test.notices.markRead({ ids: [second] }, CALL)).toEqual({ unread: 2 })
    expect((await list(test, true)).notices.map((notice) => notice.title)).toEqual(['三', '一'])
    expect((await list(test)).notices.find((notice) => notice.id === second)?.readAt).toBe('2026-11-21T10:00:03.000Z')
    expect(await test.notices.markRead({ ids: [], all: true }, CALL)).toEqual({ unread: 0 })
    expect(test.events.filter((event) => event.name === 'notices.changed')).toEqual(
      [1, 2, 3, 2, 0].map((count) => ({ name: 'notices.changed', payload: { unread: count }, clientIds: ['window-1'] })),
    )
  })

  it('of others cannot be marked', async () => {
    const test = await createTestContext()
    let foreign: string | undefined
    await test.ctx.write(CALL, '通知', async (tx) => {
      foreign = await test.notices.add(tx, { accountId: v7(), kind: 'test', title: '别人的', body: '内容' })
    })
    await test.notices.markRead({ ids: [foreign ?? ''], all: true }, CALL)
    expect((await test.store.query((await import('#core/collections/filing.collections')).notices)).rows[0]?.readAt).toBeNull()
  })

  it('with a key are given once an account, whatever happens to them', async () => {
    const test = await createTestContext()
    const give = () => test.ctx.write(CALL, '通知', async (tx) => test.notices.add(tx, { accountId: OWNER, kind: 'test', title: '提醒', body: '内容', onceKey: 'a:7' }))
    expect(await give()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    await test.notices.markRead({ ids: [], all: true }, CALL)
    expect(await give()).toBeUndefined()
    expect(await list(test)).toMatchObject({ total: 1, unread: 0 })
  })
})

const draft = (change: Partial<DraftRecord> = {}): DraftRecord => ({
  id: v7(), ownerAccountId: OWNER, businessType: 'subject.create', title: '新增主体', record: {}, unverified: [], reasons: {}, attachments: [], createdAt: START,
  savedAt: START, ...change,
})
const asset = (change: Partial<AssetRecord> = {}): AssetRecord => ({
  id: v7(), kind: 'website', ownerAccountId: OWNER, subjectId: v7(), subjectName: '某公司', name: '某网站', domains: [], status: 'filed', record: {}, attachments: [],
  filingNumber: '京公网安备11000002000001号', filedAt: START, createdAt: START, updatedAt: START, timeline: [], ...change,
})
const subject = (change: Partial<SubjectRecord> = {}): SubjectRecord => ({
  id: v7(), ownerAccountId: OWNER, name: '某公司', nature: 'individual', status: 'valid', record: {}, attachments: [], regionName: '北京市', createdAt: START, updatedAt: START,
  timeline: [], ...change,
})

/** Runs the rules every day for `days` and says on which days notices with such a title came. */
async function daysOf(test: TestContext, days: number, word: string): Promise<number[]> {
  const rules = createDailyRulesService(test.ctx, { notices: test.notices })
  const found: number[] = []
  for (let day = 0; day <= days; day += 1) {
    const before = (await titles(test)).filter((title) => title.includes(word)).length
    await rules.run()
    await rules.run()
    const after = (await titles(test)).filter((title) => title.includes(word)).length
    for (let count = before; count < after; count += 1) found.push(day)
    await test.ports.clock.advance(DAY)
  }
  return found
}

describe('rules with time', () => {
  it('a draft: 7 days and 1 day before, then deleted with a word, and its application knows', async () => {
    const test = await createTestContext()
    const kept = draft({ title: '主体甲' })
    const correction = draft({ title: '网站乙', applicationId: v7() })
    await test.store.transact(async (tx) => {
      await tx.put(drafts, kept)
      await tx.put(drafts, correction)
      await tx.put(applications, { id: correction.applicationId, draftId: correction.id, revisions: [] } as unknown as ApplicationRecord)
    })
    expect(await daysOf(test, 31, '“主体甲”')).toEqual([30 - REMINDER_DAYS.draftExpiry[0], 30 - REMINDER_DAYS.draftExpiry[1], 30])
    expect((await test.store.query(drafts)).total).toBe(0)
    expect(await test.store.get(applications, correction.applicationId ?? '')).not.toHaveProperty('draftId')
    const { notices } = await list(test)
    expect(notices.map((notice) => notice.kind)).toEqual(expect.arrayContaining(['draftExpired', 'draftExpiry']))
    expect(notices.find((notice) => notice.kind === 'draftExpiry')?.body).toContain('系统只保留30天内的草稿信息，过期将删除，请及时提交申请。')
  })

  it('a draft saved again is kept 30 days more and reminded of anew', async () => {
    const test = await createTestContext()
    const saved = draft({ title: '主体甲' })
    await test.store.transact((tx) => tx.put(drafts, saved))
    expect(await daysOf(test, 24, '“主体甲”')).toEqual([23])
    await test.store.transact((tx) => tx.put(drafts, { ...saved, savedAt: test.ctx.time.now() }))
    expect(await daysOf(test, 24, '“主体甲”')).toEqual([23])
    expect(Date.parse(draftExpiry(test.ctx.time.now()))).toBe(test.ports.clock.now() + 30 * DAY)
  })

  it('a number to be placed, until 已悬挂 is ticked', async () => {
    const test = await createTestContext()
    const [open, placed] = [asset({ name: '甲站' }), asset({ name: '乙站', placedAt: START })]
    await test.store.transact(async (tx) => {
      for (const each of [open, placed, asset({ name: '丙站', status: 'cancelled' })]) await tx.put(assets, each)
    })
    expect(await daysOf(test, 40, '悬挂')).toEqual(REMINDER_DAYS.placeNumber.map((days) => 30 - days))
    expect((await titles(test)).filter((title) => title.includes('乙站') || title.includes('丙站'))).toEqual([])
    const { notices } = await list(test)
    expect(notices.at(-1)?.body).toBe('备案号 京公网安备11000002000001号 应在 2026-12-21 前悬挂，还有 15 天。悬挂后请在详情页勾选【已悬挂】。')
    expect(notices[0]?.body).toContain('已到期')
  })

  it('certificates of what is in force: 90, 30 and 7 days before, by the declarations', async () => {
    const test = await createTestContext()
    const expiring = { nature: 'individual', responsiblePerson: { name: '张三', idExpiry: '2027-03-01' } }
    await test.store.transact(async (tx) => {
      await tx.put(subjects, subject({ record: expiring }))
      await tx.put(subjects, subject({ name: '长期公司', record: { nature: 'individual', responsiblePerson: { idExpiry: 'long-term' } } }))
      await tx.put(subjects, subject({ name: '已注销公司', status: 'cancelled', record: expiring }))
      await tx.put(assets, asset({ name: '甲站', placedAt: START, record: { securityOfficer: { idExpiry: '2027-03-01' } } }))
    })
    // 2026-11-21 is 100 days before 2027-03-01.
    expect(await daysOf(test, 110, '“某公司”的证件')).toEqual([10, 70, 93])
    expect((await titles(test)).filter((title) => /长期公司|已注销公司/.test(title))).toEqual([])
    expect((await titles(test)).filter((title) => title.includes('“甲站”的证件'))).toHaveLength(3)
    expect((await list(test)).notices.find((notice) => notice.title.includes('“某公司”'))?.body).toMatch(/有效期：2027-03-01，还有 7 天。/)
  })

  it('a change of the certificate’s date is seen without a restart', async () => {
    const test = await createTestContext()
    const before = subject({ record: { nature: 'individual', responsiblePerson: { idExpiry: '2030-03-01' } } })
    await test.store.transact((tx) => tx.put(subjects, before))
    const rules = createDailyRulesService(test.ctx, { notices: test.notices })
    await rules.run()
    expect(await titles(test)).toEqual([])
    await test.store.transact((tx) => tx.put(subjects, {
      ...before, updatedAt: '2026-11-21T11:00:00.000Z', record: { nature: 'individual', responsiblePerson: { idExpiry: '2026-12-01' } },
    }))
    await rules.run()
    expect(await titles(test)).toEqual(['“某公司”的证件即将到期'])
  })

  it('a site that is open already is to be filed within 30 days', async () => {
    const test = await createTestContext()
    const open = draft({ businessType: 'website.create', title: '甲站', record: { launchDate: '2026-11-15' } })
    await test.store.transact(async (tx) => {
      await tx.put(drafts, open)
      await tx.put(drafts, draft({ businessType: 'website.create', title: '乙站', record: { launchDate: '2027-06-01' } }))
    })
    expect(await daysOf(test, 26, '“甲站”请尽快')).toEqual(REMINDER_DAYS.fileAfterOpening.map((days) => 24 - days))
    expect((await titles(test)).filter((title) => title.includes('“乙站”请尽快'))).toEqual([])
  })

  it('run at the start and every hour, and a failure only shows in the log', async () => {
    const test = await createTestContext()
    const rules = createDailyRulesService(test.ctx, { notices: test.notices })
    await rules.start()
    await test.store.transact((tx) => tx.put(drafts, draft({ title: '主体甲', savedAt: '2026-10-23T10:30:00.000Z' })))
    expect(await titles(test)).toEqual([])
    await test.ports.clock.advance(HOUR)
    await expect.poll(() => titles(test)).toEqual(['草稿“主体甲”即将过期'])
    rules.stop()
    await test.ports.clock.advance(3 * DAY)
    expect((await test.store.query(drafts)).total).toBe(1)

    const failing = createDailyRulesService({ ...test.ctx, write: () => Promise.reject(new Error('disk')) }, { notices: test.notices })
    await failing.start()
    expect(test.ports.log.at(-1)).toMatchObject({ level: 'error', source: 'dailyRules' })
    failing.stop()
  })
})
