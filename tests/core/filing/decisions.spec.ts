import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applications, assets, subjects } from '#core/collections/filing.collections'
import type { DecisionPayload } from '#shared/bundle/payloads'
import { validOrganization } from '../../fixtures/records/subject'
import { validWebsite } from '../../fixtures/records/website'
import { createFilingKit, DEMO_NUMBER, NUMBER, type FilingKit } from './filing-kit'

interface World {
  kit: FilingKit
  subject: { applicationId: string; subjectId: string }
  site: { applicationId: string; assetId: string }
  /** The site's first revision was returned, its second is out. */
  other: { applicationId: string; assetId: string }
}

async function world(): Promise<World> {
  const kit = await createFilingKit()
  const subject = await kit.submitSubject()
  const site = await kit.submitSite()
  const other = await kit.submitSite(validWebsite({ name: '晨光书评网', primaryDomain: 'chenguang-review.cn', otherDomains: [], homepageUrl: 'https://chenguang-review.cn/', icpNumber: '京ICP备2026032381号-2' }))
  for (const { applicationId } of [subject, site, other]) await kit.exportOut(applicationId)
  await kit.apply(returnedFirst(kit, other.applicationId))
  await kit.submitSite(validWebsite({ name: '晨光书评网站', primaryDomain: 'chenguang-review.cn', otherDomains: [], homepageUrl: 'https://chenguang-review.cn/', icpNumber: '京ICP备2026032381号-2' }), { applicationId: other.applicationId })
  await kit.exportOut(other.applicationId, 2)
  return { kit, subject, site: { ...site, assetId: site.assetId ?? '' }, other: { ...other, assetId: other.assetId ?? '' } }
}
const returnedFirst = (kit: FilingKit, id: string): DecisionPayload =>
  kit.decision(id, 'returned', { opinions: [{ path: 'name', label: '网站名称', text: '请核对' }], decidedAt: '2026-11-21T09:59:00.000Z' })

type Outcome = DecisionPayload['outcome']
interface Plan { subject: Outcome; site: Outcome; other: Outcome }

/** All the news there is of a plan: a decision and a receipt for each, and the old decision once more. */
function newsOf({ kit, subject, site, other }: World, plan: Plan): (() => Promise<unknown>)[] {
  const decide = (id: string, outcome: Outcome, more: Partial<DecisionPayload>) => () =>
    kit.apply(kit.decision(id, outcome, { ...more, filingNumber: outcome === 'approved' && id !== subject.applicationId ? NUMBER : null, decidedAt: '2026-11-21T10:00:00.000Z' }))
  return [
    decide(subject.applicationId, plan.subject, {}), decide(site.applicationId, plan.site, {}), decide(other.applicationId, plan.other, { revision: 2 }),
    () => kit.apply(returnedFirst(kit, other.applicationId)),
    () => kit.receive(subject.applicationId), () => kit.receive(site.applicationId), () => kit.receive(other.applicationId, 1), () => kit.receive(other.applicationId, 2),
  ]
}

/** Everything that must not depend on the order, without ids that differ from world to world. */
async function stateOf({ kit, subject, site, other }: World): Promise<unknown> {
  const lines = (timeline: { event: string; title: string; who?: string }[]): string[] => timeline.map(({ event, title, who }) => `${event} ${title} ${who ?? ''}`).sort()
  const asked = await Promise.all([subject, site, other].map(async ({ applicationId }) => kit.ctx.store.get(applications, applicationId)))
  const held = await Promise.all([site, other].map(async ({ assetId }) => kit.ctx.store.get(assets, assetId)))
  const owner = await kit.ctx.store.get(subjects, subject.subjectId)
  return {
    asked: asked.map((a) => ({
      status: a?.status, delivery: a?.delivery, number: a?.filingNumber, outcomes: a?.revisions.map((revision) => revision.outcome),
      lines: lines(a?.timeline ?? []),
    })),
    held: held.map((a) => ({
      status: a?.status, name: a?.name, number: a?.filingNumber, filedAt: a?.filedAt, agency: a?.agency, record: a?.record,
      lines: lines(a?.timeline ?? []),
    })),
    owner: { status: owner?.status, record: owner?.record, lines: lines(owner?.timeline ?? []) },
  }
}

const outcome = fc.constantFrom<Outcome>('approved', 'rejected', 'returned')

test('news in any order and any number of times ends in the same state', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ subject: outcome, site: outcome, other: outcome }),
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }),
      fc.array(fc.nat({ max: 7 }), { maxLength: 8 }),
      async (plan, order, again) => {
        const [straight, mixed] = [await world(), await world()]
        for (const tell of newsOf(straight, plan)) await tell()
        const news = newsOf(mixed, plan)
        for (const index of [...order, ...again]) await news[index]?.()
        expect(await stateOf(mixed)).toEqual(await stateOf(straight))
      },
    ),
    { numRuns: 12 },
  )
})

describe('a decision applies only to what this station holds', () => {
  test('unknown, another content, another revision, a second verdict: nothing changes', async () => {
    const { kit, site, other, subject } = await world()
    await kit.apply(kit.decision(site.applicationId, 'approved', { filingNumber: NUMBER }))
    const before = await kit.contents()
    expect(await kit.apply(kit.decision('0190aaaa-0000-7000-8000-00000000dead', 'approved'))).toEqual({ kind: 'unknown' })
    const refused = [
      kit.decision(subject.applicationId, 'approved', { basedOn: '0'.repeat(64) }),
      kit.decision(subject.applicationId, 'approved', { revision: 2 }),
      kit.decision(site.applicationId, 'rejected'),
      kit.decision(other.applicationId, 'approved', { revision: 1 }),
    ]
    for (const payload of refused) {
      expect(await kit.services.applications.previewDecision(payload)).toMatchObject({ kind: 'conflict' })
      expect(await kit.apply(payload)).toMatchObject({ kind: 'conflict' })
    }
    expect(await kit.apply(kit.decision(site.applicationId, 'approved', { filingNumber: NUMBER }))).toEqual({ kind: 'alreadyApplied' })
    expect(await kit.contents()).toBe(before)
  })

  test('what was never exported or was withdrawn takes no decision', async () => {
    const kit = await createFilingKit()
    const subject = await kit.submitSubject()
    expect(await kit.apply(kit.decision(subject.applicationId, 'approved'))).toMatchObject({ kind: 'conflict', reason: expect.stringContaining('没有导出') })
    await kit.exportOut(subject.applicationId)
    await kit.call('applications.withdraw', { id: subject.applicationId })
    expect(await kit.apply(kit.decision(subject.applicationId, 'approved'))).toMatchObject({ kind: 'conflict', reason: expect.stringContaining('已撤销') })
    expect((await kit.call('subjects.get', { id: subject.subjectId })).status).toBe('notApproved')
  })

  test('one notice a decision, however often it comes; a demonstration number says so', async () => {
    const { kit, site } = await world()
    const payload = kit.decision(site.applicationId, 'approved', { filingNumber: '京公网安备11010599000001号', demo: true })
    const count = async (): Promise<number> => (await kit.call('notices.list', { offset: 0, limit: 100 })).total
    const before = await count()
    for (let time = 0; time < 3; time += 1) await kit.apply(payload)
    expect(await count()).toBe(before + 1)
    expect(await kit.call('assets.get', { id: site.assetId })).toMatchObject({ filingNumber: DEMO_NUMBER, demo: true })
  })
})

describe('changes', () => {
  async function inForce(): Promise<World> {
    const made = await world()
    await made.kit.apply(made.kit.decision(made.subject.applicationId, 'approved'))
    await made.kit.apply(made.kit.decision(made.site.applicationId, 'approved', { filingNumber: NUMBER }))
    return made
  }
  const changeSubject = (made: World, record = validOrganization({ officeAddress: '建外街道建国路99号8层' })) =>
    made.kit.call('applications.submit', { businessType: 'subject.change', subjectId: made.subject.subjectId, record, unverified: [], reasons: {} })

  test('a subject in change keeps its data until the approval brings the new', async () => {
    const made = await inForce()
    const { kit, subject } = made
    const change = await changeSubject(made)
    const during = await kit.call('subjects.get', { id: subject.subjectId })
    expect(during).toMatchObject({ status: 'changing', record: { officeAddress: '建外街道建国路88号3层' } })
    expect((await kit.refusal('applications.submit', { businessType: 'subject.change', record: validOrganization({ officeAddress: '其他街道' }), unverified: [], reasons: {} })).code).toBe('filing.openRequest')
    await kit.exportOut(change.applicationId)
    await kit.apply(kit.decision(change.applicationId, 'approved'))
    expect(await kit.call('subjects.get', { id: subject.subjectId })).toMatchObject({ status: 'valid', record: { officeAddress: '建外街道建国路99号8层' } })
  })

  test('a refused or withdrawn change leaves everything as it was', async () => {
    const made = await inForce()
    const { kit, subject } = made
    const refused = await changeSubject(made)
    await kit.exportOut(refused.applicationId)
    await kit.apply(kit.decision(refused.applicationId, 'rejected'))
    expect(await kit.call('subjects.get', { id: subject.subjectId })).toMatchObject({ status: 'valid', record: { officeAddress: '建外街道建国路88号3层' } })
    const withdrawn = await changeSubject(made)
    await kit.call('applications.withdraw', { id: withdrawn.applicationId })
    expect((await kit.call('subjects.get', { id: subject.subjectId })).status).toBe('valid')
  })

  test('fixed fields and a change of nothing are refused', async () => {
    const made = await inForce()
    const refused = await made.kit.refusal('applications.submit', {
      businessType: 'subject.change', record: validOrganization({ organizationName: '北京晨光阅读传播有限公司' }), unverified: [], reasons: {},
    })
    expect(refused.code).toBe('filing.readOnlyField')
    expect(Object.keys(refused.fields ?? {})).toEqual(['organizationName'])
    expect((await made.kit.refusal('applications.submit', { businessType: 'subject.change', record: validOrganization(), unverified: [], reasons: {} })).code).toBe('filing.nothingChanged')
  })

  test('a site in change keeps number, date and domain; its main domain is fixed', async () => {
    const made = await inForce()
    const { kit, site } = made
    await kit.call('assets.markPlaced', { id: site.assetId, placed: true })
    const input = { businessType: 'website.change', assetId: site.assetId, unverified: [], reasons: {} }
    const moved = await kit.refusal('applications.submit', { ...input, record: validWebsite({ primaryDomain: 'chenguang-new.cn', homepageUrl: 'https://chenguang-new.cn/' }) })
    expect(moved).toMatchObject({ code: 'filing.readOnlyField', fields: { primaryDomain: expect.any(String) } })
    const change = await kit.call('applications.submit', { ...input, record: validWebsite({ name: '晨光阅读新网' }) })
    expect(await kit.call('assets.get', { id: site.assetId })).toMatchObject({ status: 'changing', name: '晨光阅读网' })
    await kit.exportOut(change.applicationId)
    await kit.ports.clock.advance(86_400_000)
    await kit.apply(kit.decision(change.applicationId, 'approved', { filingNumber: NUMBER }))
    expect(await kit.call('assets.get', { id: site.assetId })).toMatchObject({ status: 'filed', name: '晨光阅读新网', filingNumber: NUMBER, filedAt: '2026-11-21T10:00:00.000Z', placedAt: '2026-11-21T10:00:00.000Z' })
  })
})

test('ids of another application, subject or kind of asset are refused', async () => {
  const { kit, subject, site, other } = await world()
  await kit.ctx.store.transact(async (tx) => {
    const asset = await tx.get(assets, site.assetId)
    if (asset) await tx.put(assets, { ...asset, kind: 'mobileApp', status: 'filed' })
  })
  const before = await kit.contents()
  const base = { unverified: [], reasons: {} }
  for (const [field, input] of [
    ['assetId', { ...base, businessType: 'website.change', assetId: site.assetId, record: validWebsite() }],
    ['assetId', { ...base, businessType: 'subject.change', assetId: site.assetId, record: validOrganization() }],
    ['assetId', { ...base, businessType: 'website.create', applicationId: other.applicationId, assetId: site.assetId, record: validWebsite() }],
    ['applicationId', { ...base, businessType: 'website.create', applicationId: subject.applicationId, record: validWebsite() }],
  ] as const) {
    const refused = await kit.refusal('applications.submit', { ...input, unverified: [], reasons: {} })
    expect(refused.code).toBe('general.invalidInput')
    expect(Object.keys(refused.fields ?? {})).toEqual([field])
  }
  expect(await kit.contents()).toBe(before)
})
