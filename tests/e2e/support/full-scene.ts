import { chinaDate } from '#shared/filing/china-time'
import type { FormValues } from '#shared/forms/types'
import { carry, pictures, setUp, submit, type StationDriver } from '../../support/main-job'
import { anotherSite, handOver, returnAndCorrect, submitPair, type ReviewScene } from '../../support/review-scene'
import { CONTACT, organizationRecord, websiteRecord } from '../../support/sample-records'

/** Ids to put into the address of each page that shows one record, by the page's name in the route table. */
export type RecordIds = Readonly<Record<string, readonly string[]>>
export type FullScene = Record<'applicant' | 'counter' | 'review', RecordIds>
/** With a bundle for the review station that it has not taken in yet. */
export interface FilledStations {
  scene: FullScene
  bundle: Uint8Array
}

type Files = Awaited<ReturnType<typeof pictures>>

/** A person who runs a site of their own; every field there is. */
const individualRecord = (files: Files): FormValues => ({
  nature: 'individual',
  responsiblePerson: {
    ...CONTACT, idFront: files.contactFront, idBack: files.contactBack, idHeld: files.idHeld, region: { code: '330106', name: '浙江省/杭州市/西湖区' },
    address: '文三路街道文三路478号', officePhone: '0571-87654321',
  },
})

/** A draft whose warnings have their reasons, so that nothing hinders its submission. */
async function saveDraft(station: StationDriver, input: { businessType: string; subjectId?: string; record: FormValues }): Promise<string> {
  const { findings } = await station.call('applications.precheck', input)
  const reasons = Object.fromEntries(findings.filter(({ level }) => level === 'warning').map(({ key }) => [key, '已核对，情况属实']))
  return (await station.call('drafts.save', { ...input, unverified: [], reasons })).id
}

async function decide(review: StationDriver, ids: readonly string[], outcome: 'approved' | 'returned'): Promise<void> {
  for (const id of ids) {
    await review.call('review.claim', { id })
    const opinions = outcome === 'returned' ? [{ path: 'homepageUrl', label: '网站首页网址', text: '首页不能打开，请核对后修改' }] : []
    await review.call('review.decide', { id, outcome, opinions, remark: outcome === 'returned' ? '请核对后重新提交' : null })
  }
}

async function bringBack(applicant: StationDriver, review: StationDriver, scene: ReviewScene, ids: string[]): Promise<void> {
  const made = await review.call('bundles.exportDecisions', { stationId: scene.applicantStationId, applicationIds: ids })
  await carry(review, applicant, made.bundleId)
}

/** An applicant and a review station with something in every list and every state that the main job passes through. */
async function fillPair(applicant: StationDriver, review: StationDriver): Promise<{ ids: Pick<FullScene, 'applicant' | 'review'>; bundle: Uint8Array }> {
  const scene = await submitPair(applicant, review, chinaDate(Date.now()))
  const [subject, site] = [scene.subject.applicationId, scene.site.applicationId]
  await handOver(applicant, review, scene, [subject, site])
  await returnAndCorrect(applicant, review, scene)
  await decide(review, [subject, site], 'approved')
  await bringBack(applicant, review, scene, [subject, site])

  const returned = await anotherSite(applicant, scene, '晨光听书网', 'chenguang-audio.cn')
  const claimed = await anotherSite(applicant, scene, '晨光少年阅读网', 'chenguang-junior.cn')
  const waiting = await anotherSite(applicant, scene, '晨光文化传播与数字出版公共服务平台', 'chenguang-digital-publishing-platform.com.cn')
  await handOver(applicant, review, scene, [returned.applicationId, claimed.applicationId, waiting.applicationId])
  await decide(review, [returned.applicationId], 'returned')
  await bringBack(applicant, review, scene, [returned.applicationId])
  await review.call('review.claim', { id: claimed.applicationId })
  const outside = await anotherSite(applicant, scene, '晨光书评网', 'chenguang-reviews.cn')
  const { bundleId } = await applicant.call('bundles.export', { applicationIds: [outside.applicationId], stationId: scene.reviewStationId })
  const bundle = await applicant.download('bundles.file', { bundleId })
  const kept = await anotherSite(applicant, scene, '晨光讲座网', 'chenguang-lectures.cn')

  const record = { ...scene.siteRecord, name: '晨光影像网', primaryDomain: 'chenguang-video.cn', otherDomains: [], homepageUrl: 'https://www.chenguang-video.cn/' }
  const drafts = [
    await saveDraft(applicant, { businessType: 'website.create', subjectId: scene.subject.subjectId, record }),
    await saveDraft(applicant, { businessType: 'subject.create', record: individualRecord(scene.files) }),
  ]
  const filed = scene.site.assetId ?? ''
  const ids = {
    applicant: {
      application: [site, returned.applicationId, kept.applicationId, subject], draft: drafts, subject: [scene.subject.subjectId],
      asset: [filed, waiting.assetId ?? ''], 'website.change.form': [filed],
    },
    review: { 'review-item': [claimed.applicationId, waiting.applicationId, site, subject], 'register-entry': [filed] },
  }
  return { ids, bundle }
}

/** A counter with an applicant's subject, site and drafts. */
async function fillCounter(counter: StationDriver): Promise<RecordIds> {
  await setUp(counter, 'counter', '朝阳政务服务大厅3号窗口', 'window01', '赵窗口')
  const files = await pictures(counter)
  const today = chinaDate(Date.now())
  const subject = await submit(counter, { businessType: 'subject.create', record: organizationRecord(files) })
  const record = websiteRecord(files, today)
  const site = await submit(counter, { businessType: 'website.create', subjectId: subject.subjectId, record })
  const draft = await saveDraft(counter, { businessType: 'subject.create', record: individualRecord(files) })
  return {
    application: [subject.applicationId], draft: [draft], subject: [subject.subjectId], asset: [site.assetId ?? ''], 'website.change.form': [site.assetId ?? ''],
  }
}

export async function fillStations(applicant: StationDriver, review: StationDriver, counter: StationDriver): Promise<FilledStations> {
  const { ids, bundle } = await fillPair(applicant, review)
  return { scene: { ...ids, counter: await fillCounter(counter) }, bundle }
}
