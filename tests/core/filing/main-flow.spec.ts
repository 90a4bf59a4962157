import { expect, test } from 'vitest'
import { validOrganization } from '../../fixtures/records/subject'
import { validWebsite } from '../../fixtures/records/website'
import { createFilingKit, NUMBER, OTHER } from './filing-kit'

const OPINION = { path: 'name', label: '网站名称', text: '与工信部备案的网站名称不一致，请核对后修改' }

test('the main job at the applicant: draft, submit, hand over, receipt, return, correct, approve', async () => {
  const kit = await createFilingKit()
  const draft = await kit.call('drafts.save', { businessType: 'subject.create', record: { nature: 'organization', organizationName: '北京晨光文化传播有限公司' }, unverified: [], reasons: {} })
  expect((await kit.call('drafts.list', {})).drafts).toMatchObject([{ id: draft.id, title: '北京晨光文化传播有限公司', businessType: 'subject.create' }])

  const subject = await kit.call('applications.submit', { businessType: 'subject.create', draftId: draft.id, record: validOrganization(), unverified: [], reasons: {} })
  expect((await kit.call('drafts.list', {})).total).toBe(0)
  expect((await kit.call('subjects.get', { id: subject.subjectId })).status).toBe('awaitingEffect')
  const site = await kit.submitSite()
  expect(site.subjectId).toBe(subject.subjectId)

  const before = await kit.call('applications.get', { id: site.applicationId })
  expect(before).toMatchObject({ status: 'pending', delivery: 'notExported', revision: 1, title: '晨光阅读网', subjectName: '北京晨光文化传播有限公司', acknowledgedAt: kit.ctx.time.now() })
  expect(before.next).toContain('导出交接包')
  expect(before.subjectRecord).toMatchObject({ organizationName: '北京晨光文化传播有限公司' })
  expect(before.actions).toContainEqual({ action: 'withdraw', allowed: true })

  for (const id of [subject.applicationId, site.applicationId]) await kit.exportOut(id)
  for (const id of [subject.applicationId, site.applicationId]) await kit.receive(id)
  expect((await kit.call('applications.get', { id: site.applicationId })).delivery).toBe('received')

  expect(await kit.apply(kit.decision(site.applicationId, 'returned', { opinions: [OPINION], remark: '请补正' }))).toEqual({ kind: 'applied' })
  const returned = await kit.call('applications.get', { id: site.applicationId })
  expect(returned).toMatchObject({ status: 'returned', delivery: 'decided', opinions: [OPINION], remark: '请补正', decidedBy: '朝阳分局网安审核端 王审核' })
  expect((await kit.call('assets.get', { id: site.assetId ?? '' })).status).toBe('inReview')

  const { draftId } = await kit.call('applications.correct', { id: site.applicationId })
  expect((await kit.call('applications.correct', { id: site.applicationId })).draftId).toBe(draftId)
  const correction = await kit.call('drafts.get', { id: draftId })
  expect(correction.record).toMatchObject({ name: '晨光阅读网', acknowledged: true })
  const again = await kit.submitSite({ ...correction.record, name: '晨光阅读网站' }, { applicationId: site.applicationId, draftId })
  expect(again).toMatchObject({ applicationId: site.applicationId, assetId: site.assetId, revision: 2 })
  expect((await kit.call('drafts.list', {})).total).toBe(0)
  const second = await kit.call('applications.get', { id: site.applicationId })
  expect(second).toMatchObject({ status: 'pending', delivery: 'notExported', revision: 2, title: '晨光阅读网站', opinions: [OPINION] })

  await kit.exportOut(site.applicationId, 2)
  await kit.apply(kit.decision(subject.applicationId, 'approved'))
  await kit.apply(kit.decision(site.applicationId, 'approved', { revision: 2, filingNumber: NUMBER }))
  expect((await kit.call('subjects.get', { id: subject.subjectId })).status).toBe('valid')
  const asset = await kit.call('assets.get', { id: site.assetId ?? '' })
  expect(asset).toMatchObject({ status: 'filed', name: '晨光阅读网站', filingNumber: NUMBER, agency: '朝阳分局网安审核端', placeBy: '2026-12-21T10:00:00.000Z', placedAt: null })
  expect(asset.htmlSnippet).toBe(
    `<a href="https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001" rel="noreferrer" target="_blank">${NUMBER}</a>`,
  )
  const { notices } = await kit.call('notices.list', { offset: 0, limit: 50 })
  expect(notices.some((notice) => notice.title.startsWith('审核通过：新办网站申请') && notice.body.includes(NUMBER) && notice.body.includes('2026-12-21'))).toBe(true)
  expect(notices.some((notice) => notice.title.startsWith('退回补正') && notice.link === `/mine/applications/${site.applicationId}`)).toBe(true)
})

test('another account sees nothing of it', async () => {
  const kit = await createFilingKit()
  const subject = await kit.submitSubject()
  const site = await kit.submitSite()
  const draft = await kit.call('drafts.save', { businessType: 'website.create', record: { name: '晨光书店网' }, unverified: [], reasons: {} })
  for (const refused of [
    await kit.refusal('applications.get', { id: site.applicationId }, OTHER),
    await kit.refusal('applications.withdraw', { id: site.applicationId }, OTHER),
    await kit.refusal('applications.correct', { id: site.applicationId }, OTHER),
    await kit.refusal('subjects.get', { id: subject.subjectId }, OTHER),
    await kit.refusal('subjects.switch', { id: subject.subjectId }, OTHER),
    await kit.refusal('assets.get', { id: site.assetId ?? '' }, OTHER),
    await kit.refusal('assets.markPlaced', { id: site.assetId ?? '', placed: true }, OTHER),
    await kit.refusal('drafts.remove', { id: draft.id }, OTHER),
    await kit.refusal('applications.submit', { businessType: 'website.create', subjectId: subject.subjectId, record: validWebsite(), unverified: [], reasons: {} }, OTHER),
  ]) expect(refused.code).toBe('general.notFound')
  expect((await kit.refusal('drafts.get', { id: draft.id }, OTHER)).code).toBe('filing.draftGone')
  expect((await kit.call('applications.list', {}, OTHER)).total).toBe(0)
  expect((await kit.call('home.overview', {}, OTHER))).toMatchObject({ applicationTotal: 0, subjects: [], assets: [], drafts: 0 })
  expect((await kit.call('home.search', { text: '晨光' }, OTHER)).hits).toEqual([])
})

test('lists filter, search, sort and page over summaries', async () => {
  const kit = await createFilingKit()
  await kit.submitSubject()
  await kit.ports.clock.advance(1000)
  const site = await kit.submitSite()
  expect((await kit.call('applications.list', { businessType: 'website.create' })).applications.map((row) => row.id)).toEqual([site.applicationId])
  expect((await kit.call('applications.list', { search: '阅读' })).total).toBe(1)
  expect((await kit.call('applications.list', { status: 'approved' })).total).toBe(0)
  const page = await kit.call('applications.list', { sort: 'submittedAt', offset: 1, limit: 1 })
  expect(page).toMatchObject({ total: 2, applications: [{ id: site.applicationId }] })
  expect((await kit.call('applications.list', {})).applications[0]?.id).toBe(site.applicationId)
  expect((await kit.call('assets.list', { kind: 'website', search: 'cgreading' })).total).toBe(1)
  expect((await kit.call('assets.list', { kind: 'mobileApp' })).total).toBe(0)
  expect((await kit.call('home.search', { text: '晨光' })).hits.map((hit) => hit.kind)).toEqual(['开办主体', '网站', '新办网站申请', '新增主体'])
  expect(await kit.call('home.overview', {})).toMatchObject({ applicationTotal: 2, notExported: 2, assetTotals: { website: 1, mobileApp: 0 } })
})

test('placing the number, the badge, the reminder on the home page', async () => {
  const kit = await createFilingKit()
  await kit.submitSubject()
  const site = await kit.submitSite()
  const id = site.assetId ?? ''
  expect((await kit.refusal('assets.markPlaced', { id, placed: true })).code).toBe('filing.numberMissing')
  expect((await kit.refusal('assets.saveBadge', { id })).code).toBe('filing.numberMissing')
  await kit.exportOut(site.applicationId)
  await kit.apply(kit.decision(site.applicationId, 'approved', { filingNumber: NUMBER }))
  expect((await kit.call('home.overview', {})).reminders).toMatchObject([{ title: '悬挂备案号：晨光阅读网', due: '2026-12-21T10:00:00.000Z', tone: 'info' }])
  expect(await kit.call('assets.saveBadge', { id })).toMatchObject({ kind: 'saved' })
  const saved = kit.ports.saved.at(-1)
  expect(saved?.fileName).toBe(`备案标识-${NUMBER}.svg`)
  expect(saved?.bytes.toString('utf8')).toContain(`>${NUMBER}</text>`)
  await kit.call('assets.markPlaced', { id, placed: true })
  expect((await kit.call('assets.get', { id })).placedAt).toBe(kit.ctx.time.now())
  expect((await kit.call('home.overview', {})).reminders).toEqual([])
  await kit.call('assets.markPlaced', { id, placed: false })
  expect((await kit.call('assets.get', { id })).placedAt).toBeNull()
})
