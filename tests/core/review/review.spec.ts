import { beforeEach, describe, expect, it } from 'vitest'
import { samplePicture } from '../../support/sample-files'
import { organizationRecord, websiteRecord } from '../../support/sample-records'
import { carry } from '../../support/main-job'
import type { AttachmentRef } from '#shared/filing/types'
import { createTestCore, PASSWORD, type TestCore } from '../support/cores'
import { driverOf } from '../support/driver'

/** The review station: what the state table allows, who may do it, and what an approval leaves behind. */
describe('review', () => {
  let applicant: TestCore
  let review: TestCore
  let ids: { subject: string; website: string; subjectId: string }
  let stationId: string

  beforeEach(async () => {
    applicant = await createTestCore({ role: 'applicant', name: '申请端甲' })
    review = await createTestCore({ role: 'review', name: '审核端甲' })
    await review.call('accounts.create', { account: 'second01', password: PASSWORD, name: '李审核', mobile: '13600136000', roles: ['reviewer'] })
    await review.signIn('second01', 'window-2')
    const card = await review.call('station.card', {})
    stationId = (await applicant.call('stations.importCard', { text: card.text, fingerprintCompared: true })).stationId
    await review.call('stations.importCard', { text: (await applicant.call('station.card', {})).text, fingerprintCompared: true })
    ids = await handIn(applicant)
    const { bundleId } = await applicant.call('bundles.export', { applicationIds: [ids.subject, ids.website], stationId })
    await carry(driverOf('申请端', applicant), driverOf('审核端', review), bundleId)
  })

  it('claims once; another reviewer is told by whom', async () => {
    await review.call('review.claim', { id: ids.website })
    expect(await review.refusal('review.claim', { id: ids.website }, 'window-2')).toMatchObject({ code: 'review.claimedByOther' })
    expect((await review.refusal('review.decide', { id: ids.website, outcome: 'approved', opinions: [], remark: null }, 'window-2')).code).toBe('review.claimedByOther')
    expect((await review.call('review.queue', { tab: 'mine' })).total).toBe(1)
    await review.call('review.release', { id: ids.website })
    await review.call('review.claim', { id: ids.website }, 'window-2')
    expect((await review.call('review.queue', { tab: 'mine' })).total).toBe(0)
  })

  it('decides nothing unclaimed, nothing twice, and gives no return without a word', async () => {
    const decide = { id: ids.subject, outcome: 'returned', opinions: [], remark: '请重新拍摄证件' }
    expect((await review.refusal('review.decide', decide)).code).toBe('review.notClaimed')
    await review.call('review.claim', { id: ids.subject })
    const silent = await review.refusal('review.decide', { ...decide, remark: '  ', opinions: [{ path: 'name', label: '名称', text: ' ' }] })
    expect(silent).toMatchObject({ code: 'review.opinionMissing', fields: { remark: expect.any(String) as string } })
    await review.call('review.decide', { id: ids.subject, outcome: 'returned', opinions: [], remark: '请重新拍摄证件' })
    expect((await review.refusal('review.decide', decide)).code).toBe('review.decided')
    expect((await review.refusal('review.saveOpinions', { id: ids.subject, opinions: [], remark: null })).code).toBe('review.decided')
  })

  it('approves an asset only after its subject, and numbers rise without gaps', async () => {
    await review.call('review.claim', { id: ids.website })
    const early = await review.refusal('review.decide', { id: ids.website, outcome: 'approved', opinions: [], remark: null })
    expect(early.code).toBe('review.subjectFirst')
    expect((await review.call('register.search', { by: 'any' })).total).toBe(0)
    expect((await review.call('numbering.get', {})).nextSerial).toBe(1)
    await review.call('review.claim', { id: ids.subject })
    await review.call('review.decide', { id: ids.subject, outcome: 'approved', opinions: [], remark: null })
    const { filingNumber, demo } = await review.call('review.decide', { id: ids.website, outcome: 'approved', opinions: [], remark: null })
    expect(filingNumber).toMatch(/99000001号（演示）$/)
    expect(demo).toBe(true)
    expect((await review.call('numbering.get', {})).nextSerial).toBe(2)
  })

  it('never gives a serial twice, and takes 正式发号 only from an administrator with a real agency code', async () => {
    const settings = await review.call('numbering.get', {})
    const { example: _, ...input } = settings
    expect((await review.refusal('numbering.update', { ...input, official: true, agencyCode: '110105' }, 'window-2')).code).toBe('account.roleRefused')
    expect((await review.refusal('numbering.update', { ...input, official: true, agencyCode: '000000' })).fields).toHaveProperty('agencyCode')
    expect((await review.refusal('numbering.update', { ...input, provinceAbbreviation: '蜀' })).fields).toHaveProperty('provinceAbbreviation')
    const official = await review.call('numbering.update', { ...input, official: true, agencyCode: '110105', nextSerial: 40 })
    expect(official.example).toBe('京公网安备11010502000040号')
    expect((await review.refusal('numbering.update', { ...input, official: true, agencyCode: '110105', nextSerial: 39 })).fields).toHaveProperty('nextSerial')
  })

  it('shows what stands beside it: siblings, duplicates of another subject, the submitted reasons', async () => {
    const details = await review.call('review.get', { id: ids.website })
    expect(details.siblingApplications.map((row) => row.id)).toEqual([ids.subject])
    expect(details.duplicates).toEqual([])
    expect(details.subjectRecord).toMatchObject({ organizationName: '北京晨光文化传播有限公司' })
    const other = await createTestCore({ role: 'applicant', name: '申请端乙' })
    await review.call('stations.importCard', { text: (await other.call('station.card', {})).text, fingerprintCompared: true })
    await other.call('stations.importCard', { text: (await review.call('station.card', {})).text, fingerprintCompared: true })
    const theirs = await handIn(other)
    const { bundleId } = await other.call('bundles.export', { applicationIds: [theirs.subject, theirs.website], stationId })
    await carry(driverOf('申请端乙', other), driverOf('审核端', review), bundleId)
    const kinds = new Set((await review.call('review.get', { id: theirs.website })).duplicates.map((found) => found.kind))
    expect([...kinds].sort()).toEqual(['certificate', 'domain', 'picture'])
  })
})

async function handIn(test: TestCore): Promise<{ subject: string; website: string; subjectId: string }> {
  const picture = async (title: string): Promise<AttachmentRef> =>
    (await test.upload('attachments.upload', { name: `${title}.jpg`, accept: 'image' }, await samplePicture(title, [title]))) as AttachmentRef
  const files = {
    licence: await picture('营业执照'), idFront: await picture('人像面'), idBack: await picture('国徽面'), idHeld: await picture('手持'),
    contactFront: await picture('联络人人像面'), contactBack: await picture('联络人国徽面'),
  }
  const submit = async (businessType: string, record: object, subjectId?: string) => {
    const input = { businessType, subjectId, record: record as Record<string, unknown> }
    const { findings } = await test.call('applications.precheck', input)
    const reasons = Object.fromEntries(findings.filter((finding) => finding.level === 'warning').map((finding) => [finding.key, '已核对']))
    return test.call('applications.submit', { ...input, unverified: [], reasons })
  }
  const subject = await submit('subject.create', organizationRecord(files))
  const today = new Date(test.ports.clock.now()).toISOString().slice(0, 10)
  const website = await submit('website.create', websiteRecord(files, today), subject.subjectId)
  return { subject: subject.applicationId, website: website.applicationId, subjectId: subject.subjectId }
}
