import { expect, test } from 'vitest'
import { drafts } from '#core/collections/filing.collections'
import type { Input } from '#shared/contract/registry'
import { DAY } from '../support/ports'
import { validWebsite } from '../../fixtures/records/website'
import { createFilingKit } from './filing-kit'

type Save = Input<'drafts.save'>
const empty: Save = { businessType: 'website.create', record: {}, unverified: [], reasons: {} }

test('saving again goes on with the same draft; what was saved comes back', async () => {
  const kit = await createFilingKit()
  const { subjectId } = await kit.submitSubject()
  const first = await kit.call('drafts.save', { ...empty, subjectId, record: { name: '晨光' } })
  const second = await kit.call('drafts.save', { ...empty, subjectId, record: { name: '晨光阅读网', ipAddresses: ['39.105.20.88'] }, unverified: ['securityOfficer.name'], reasons: { 'PC-31:launchDate': '说明' }, step: 'basics' })
  expect(second.id).toBe(first.id)
  expect(await kit.call('drafts.get', { id: first.id })).toMatchObject({
    title: '晨光阅读网', record: { name: '晨光阅读网', ipAddresses: ['39.105.20.88'] }, unverified: ['securityOfficer.name'], reasons: { 'PC-31:launchDate': '说明' }, step: 'basics',
  })
  const other = await kit.call('drafts.save', { ...empty, businessType: 'subject.create' })
  expect(other.id).not.toBe(first.id)
  expect((await kit.call('drafts.list', { businessType: 'subject.create' })).drafts).toMatchObject([{ id: other.id, title: '新增主体（未填写名称）' }])
  expect((await kit.call('drafts.list', {})).total).toBe(2)
  expect((await kit.refusal('drafts.save', { ...empty, id: other.id })).code).toBe('general.invalidInput')
})

test('kept 30 days from the last save, then gone', async () => {
  const kit = await createFilingKit()
  const { id } = await kit.call('drafts.save', empty)
  await kit.ports.clock.advance(20 * DAY)
  const { expiresAt } = await kit.call('drafts.save', { ...empty, id })
  expect(expiresAt).toBe(new Date(kit.ports.clock.now() + 30 * DAY).toISOString())
  await kit.ports.clock.advance(30 * DAY - 1)
  expect((await kit.call('drafts.get', { id })).id).toBe(id)
  expect((await kit.call('home.overview', {})).reminders).toMatchObject([{ title: '草稿将过期：新办网站申请 新办网站申请（未填写名称）', tone: 'warning' }])
  await kit.ports.clock.advance(1)
  expect((await kit.refusal('drafts.get', { id })).code).toBe('filing.draftGone')
  expect((await kit.refusal('drafts.save', { ...empty, id })).code).toBe('filing.draftGone')
  expect((await kit.call('drafts.list', {})).total).toBe(0)
  expect((await kit.call('home.overview', {})).drafts).toBe(0)
  expect((await kit.call('drafts.save', empty)).id).not.toBe(id)
})

test('a draft answers with the findings; its own domain does not stand in its way, another draft\'s does', async () => {
  const kit = await createFilingKit()
  const { subjectId } = await kit.submitSubject()
  const record = validWebsite()
  const saved = await kit.call('drafts.save', { ...empty, subjectId, record })
  expect(saved.findings.filter((finding) => finding.level === 'error')).toEqual([])
  expect((await kit.call('applications.precheck', { businessType: 'website.create', subjectId, record })).findings.filter((finding) => finding.level === 'error')).toEqual([])
  const second = await kit.call('applications.submit', { businessType: 'subject.create', record: { ...(await kit.call('subjects.get', { id: subjectId })).record }, unverified: [], reasons: {} })
  const clash = await kit.call('applications.precheck', { businessType: 'website.create', subjectId: second.subjectId, record })
  expect(clash.findings).toContainEqual(expect.objectContaining({ id: 'PC-22', level: 'error', field: 'primaryDomain' }))
  // Submitting the draft itself uses it up.
  const submitted = await kit.submitSite(record, { subjectId, draftId: saved.id })
  expect(await kit.ctx.store.get(drafts, saved.id)).toBeUndefined()
  expect((await kit.refusal('drafts.save', { ...empty, id: saved.id, subjectId, record })).code).toBe('filing.draftGone')
  expect(submitted.revision).toBe(1)
})

test('removing a correction takes its mark off the application', async () => {
  const kit = await createFilingKit()
  await kit.submitSubject()
  const site = await kit.submitSite()
  await kit.exportOut(site.applicationId)
  await kit.apply(kit.decision(site.applicationId, 'returned'))
  const { draftId } = await kit.call('applications.correct', { id: site.applicationId })
  expect((await kit.call('applications.get', { id: site.applicationId })).draftId).toBe(draftId)
  const again = await kit.call('drafts.save', { ...empty, applicationId: site.applicationId, record: { name: '晨光阅读网站' } })
  expect(again.id).toBe(draftId)
  await kit.call('drafts.remove', { id: draftId })
  expect((await kit.call('applications.get', { id: site.applicationId })).draftId).toBeUndefined()
  expect((await kit.call('applications.correct', { id: site.applicationId })).draftId).not.toBe(draftId)
})
