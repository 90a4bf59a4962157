import { expect, test } from 'vitest'
import { validOrganization } from '../../fixtures/records/subject'
import { validWebsite } from '../../fixtures/records/website'
import { createFilingKit, NUMBER, OTHER, OWNER, STATION } from './filing-kit'

test('a new subject is lone until an asset application stands beside it', async () => {
  const kit = await createFilingKit()
  const { services: { applications } } = kit
  const subject = await kit.submitSubject()
  expect(await applications.exportable(OWNER)).toMatchObject([{ applicationId: subject.applicationId, loneSubject: true, needsCompanion: true }])
  expect(await applications.loneSubjectsAmong([subject.applicationId])).toEqual([subject.applicationId])

  const site = await kit.submitSite()
  expect((await applications.exportable(OWNER)).map((row) => row.loneSubject)).toEqual([false, false])
  expect(await applications.loneSubjectsAmong([subject.applicationId])).toEqual([subject.applicationId])
  expect(await applications.loneSubjectsAmong([subject.applicationId, site.applicationId])).toEqual([])
  expect(await applications.exportable(OTHER)).toEqual([])

  await kit.call('applications.withdraw', { id: site.applicationId })
  expect((await applications.exportable(OWNER)).map((row) => row.loneSubject)).toEqual([true])
  const again = await kit.submitSite()
  await kit.exportOut(again.applicationId)
  expect(await applications.loneSubjectsAmong([subject.applicationId])).toEqual([])
  // Returned and on its way again, it still stands at the review station.
  await kit.apply(kit.decision(again.applicationId, 'returned'))
  expect(await applications.loneSubjectsAmong([subject.applicationId])).toEqual([])
  await kit.submitSite(validWebsite({ name: '晨光阅读网站' }), { applicationId: again.applicationId })
  expect(await applications.loneSubjectsAmong([subject.applicationId])).toEqual([])
})

test('one new subject does not lean on the site of another', async () => {
  const kit = await createFilingKit()
  const first = await kit.submitSubject()
  const site = await kit.submitSite(validWebsite(), { subjectId: first.subjectId })
  const second = await kit.submitSubject()
  expect(await kit.services.applications.loneSubjectsAmong([first.applicationId, second.applicationId, site.applicationId])).toEqual([second.applicationId])
})

test('only the current pending revision is exported; a decided one is not offered', async () => {
  const kit = await createFilingKit()
  const { applicationId } = await kit.submitSubject()
  const before = await kit.contents()
  await expect(kit.exportOut(applicationId, 2)).rejects.toMatchObject({ code: 'filing.stateRefused' })
  await expect(kit.exportOut(OWNER)).rejects.toMatchObject({ code: 'general.notFound' })
  expect(await kit.contents()).toBe(before)
  await kit.exportOut(applicationId)
  expect(await kit.stored(applicationId)).toMatchObject({ status: 'pending', delivery: 'exported', exports: [{ revision: 1 }] })
  await kit.exportOut(applicationId)
  expect((await kit.stored(applicationId))?.exports).toHaveLength(2)
  await kit.apply(kit.decision(applicationId, 'rejected'))
  await expect(kit.exportOut(applicationId)).rejects.toMatchObject({ code: 'filing.stateRefused' })
  expect(await kit.services.applications.exportable(OWNER)).toEqual([])
})

test('the time line names bundles by number and day, the id beside them', async () => {
  const kit = await createFilingKit()
  await kit.submitSubject()
  const { applicationId } = await kit.submitSite()
  await kit.exportOut(applicationId)
  await kit.receive(applicationId)
  const bundle = (await kit.stored(applicationId))?.exports[0]?.bundleId
  const { timeline } = await kit.call('applications.get', { id: applicationId })
  expect(timeline.slice(-2)).toMatchObject([
    { event: 'exported', detail: '第 1 版，交接包第 1 号（2026-11-21）', bundleId: bundle }, { event: 'received', detail: '第 1 版，交接包第 1 号（2026-11-21）', bundleId: STATION.id },
  ])
})

test('a receipt is told once; of an overtaken revision or an unknown application it changes nothing', async () => {
  const kit = await createFilingKit()
  await kit.submitSubject()
  const { applicationId } = await kit.submitSite()
  await kit.exportOut(applicationId)
  await kit.receive(applicationId)
  const received = await kit.contents()
  await kit.receive(applicationId)
  await kit.receive(applicationId, 7)
  await kit.receive(OWNER)
  expect(await kit.contents()).toBe(received)
  await kit.apply(kit.decision(applicationId, 'approved', { filingNumber: NUMBER }))
  const decided = await kit.contents()
  await kit.receive(applicationId)
  expect(await kit.contents()).toBe(decided)
  expect((await kit.call('notices.list', { offset: 0, limit: 50 })).notices.filter((notice) => notice.kind === 'receipt')).toHaveLength(1)
})

test('【当前主体】: the newest usable one until the account chooses', async () => {
  const kit = await createFilingKit()
  const first = await kit.submitSubject()
  await kit.ports.clock.advance(1000)
  const second = await kit.submitSubject()
  const current = async (): Promise<string | undefined> => (await kit.call('subjects.list', {})).subjects.find((row) => row.current)?.id
  expect(await current()).toBe(second.subjectId)
  await kit.call('applications.withdraw', { id: second.applicationId })
  expect(await current()).toBe(first.subjectId)
})

test('a domain held on this station by another account is refused without naming it', async () => {
  const kit = await createFilingKit()
  await kit.submitSubject()
  await kit.submitSite()
  const other = await kit.call('applications.submit', { businessType: 'subject.create', record: validOrganization(), unverified: [], reasons: {} }, OTHER)
  const refused = await kit.refusal('applications.submit', { businessType: 'website.create', subjectId: other.subjectId, record: validWebsite(), unverified: [], reasons: {} }, OTHER)
  expect(refused.code).toBe('filing.precheckFailed')
  expect(refused.fields?.primaryDomain).toContain('本机其他账号的申请')
  expect(refused.fields?.primaryDomain).not.toContain('晨光阅读网')
})
