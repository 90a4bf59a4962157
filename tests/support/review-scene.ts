import type { Output } from '#shared/contract/registry'
import type { FormValues } from '#shared/forms/types'
import { carry, pictures, setUp, submit, trustEachOther, type StationDriver } from './main-job'
import { samplePicture } from './sample-files'
import { organizationRecord, websiteRecord } from './sample-records'

export interface ReviewScene {
  /** The review station at the applicant's side, and the other way round. */
  reviewStationId: string
  applicantStationId: string
  subject: Output<'applications.submit'>
  site: Output<'applications.submit'>
  siteRecord: FormValues
  files: Awaited<ReturnType<typeof pictures>>
}

/** Two stations that know each other, with a new subject and its site submitted and nothing exported. */
export async function submitPair(applicant: StationDriver, review: StationDriver, today: string): Promise<ReviewScene> {
  await setUp(applicant, 'applicant', '晨光文化备案电脑', 'chenguang', '林晓燕')
  await setUp(review, 'review', '朝阳分局网安审核端', 'reviewer01', '王审核')
  const reviewStationId = await trustEachOther(applicant, review)
  const applicantStationId = (await review.call('stations.list', {})).stations[0]?.stationId ?? ''
  const files = await pictures(applicant)
  const siteRecord = websiteRecord(files, today)
  const subject = await submit(applicant, { businessType: 'subject.create', record: organizationRecord(files) })
  const site = await submit(applicant, { businessType: 'website.create', subjectId: subject.subjectId, record: siteRecord })
  return { reviewStationId, applicantStationId, subject, site, siteRecord, files }
}

/** Brings submitted applications to the review station's queue. */
export async function handOver(applicant: StationDriver, review: StationDriver, scene: ReviewScene, applicationIds: string[]): Promise<void> {
  const made = await applicant.call('bundles.export', { applicationIds, stationId: scene.reviewStationId })
  await carry(applicant, review, made.bundleId)
}

/** One more site of the same subject. */
export async function anotherSite(applicant: StationDriver, scene: ReviewScene, name: string, domain: string, more: FormValues = {}): Promise<Output<'applications.submit'>> {
  return submit(applicant, {
    businessType: 'website.create', subjectId: scene.subject.subjectId,
    record: { ...scene.siteRecord, name, primaryDomain: domain, otherDomains: [], homepageUrl: `https://www.${domain}/`, ...more },
  })
}

/** The review returns the site for two corrections; the applicant alters one of them and a picture, and hands it over again. */
export async function returnAndCorrect(applicant: StationDriver, review: StationDriver, scene: ReviewScene): Promise<void> {
  const id = scene.site.applicationId
  await review.call('review.claim', { id })
  await review.call('review.decide', {
    id, outcome: 'returned', remark: '请核对后重新提交',
    opinions: [
      { path: 'name', label: '网站名称', text: '与工信部备案的网站名称不一致，请核对后修改' },
      { path: 'domainCertificate', label: '域名证书', text: '图片不清晰，请重新上传' },
      { path: 'launchDate', label: '网站开通日期', text: '请核对实际开通日期' },
    ],
  })
  const decisions = await review.call('bundles.exportDecisions', { stationId: scene.applicantStationId, applicationIds: [id] })
  await carry(review, applicant, decisions.bundleId)
  const { draftId } = await applicant.call('applications.correct', { id })
  const { record } = await applicant.call('drafts.get', { id: draftId })
  const certificate = await applicant.upload('attachments.upload', { name: '域名证书-新.png', accept: 'image' },
    await samplePicture('域名证书（新）', ['chenguang-reading.cn', '有效期至 2028-11-20'], { width: 900, height: 1300, tint: '#eef4e6', format: 'png' }))
  await submit(applicant, {
    businessType: 'website.create', subjectId: scene.subject.subjectId, applicationId: id, draftId,
    record: { ...record, name: '晨光阅读网站', domainCertificate: certificate },
  })
  await handOver(applicant, review, scene, [id])
}
