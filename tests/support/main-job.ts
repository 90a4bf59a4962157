import { chinaClock } from '#shared/filing/china-time'
import type { CommandName, DownloadName, Input, Output, PlainName, UploadName } from '#shared/contract/registry'
import type { AttachmentRef, StationRole } from '#shared/filing/types'
import type { FormValues } from '#shared/forms/types'
import { samplePicture } from './sample-files'
import { organizationRecord, websiteRecord } from './sample-records'

/** A station as a person at it: commands as one signed-in account. Refusals throw with the envelope's error. */
export interface StationDriver {
  readonly title: string
  call<K extends PlainName>(name: K, input: Input<K>): Promise<Output<K>>
  upload<K extends UploadName>(name: K, input: Input<K>, bytes: Uint8Array): Promise<Output<K>>
  download<K extends DownloadName>(name: K, input: Input<K>): Promise<Uint8Array>
  /** Answer of the captcha on show, through the test's port. */
  captcha(): Promise<{ captchaId: string; captchaText: string }>
}

export interface Step {
  station: string
  /** What the person did, in Chinese. */
  title: string
  /** What was shown for it. */
  shown: string
}

export interface MainJobResult {
  filingNumber: string
  applicationIds: { subject: string; website: string }
  assetId: string
  subjectId: string
  bundles: { name: string; bytes: Uint8Array; from: 'applicant' | 'review' }[]
  recoveryCodes: Record<'applicant' | 'review', string>
}

export const PASSWORD = 'beian2026ok'
type Tell = (step: Step) => void

/** First set-up, registration and sign-in; gives the recovery code. */
export async function setUp(station: StationDriver, role: StationRole, name: string, account: string, person: string): Promise<string> {
  const { recoveryCode } = await station.call('station.setUp', { role, name, region: { code: '110105', name: '北京市/市辖区/朝阳区' } })
  const mobile = role === 'review' ? '13700137000' : '13800138000'
  await station.call('accounts.register', { account, password: PASSWORD, name: person, mobile, ...(await station.captcha()) })
  await station.call('accounts.signIn', { account, password: PASSWORD, ...(await station.captcha()) })
  return recoveryCode
}

/** Each takes in the other's card; gives the review station's id. */
export async function trustEachOther(applicant: StationDriver, review: StationDriver): Promise<string> {
  const card = await review.call('station.card', {})
  const station = await applicant.call('stations.importCard', { text: card.text, fingerprintCompared: true })
  const own = await applicant.call('station.card', {})
  await review.call('stations.importCard', { text: own.text, fingerprintCompared: true })
  return station.stationId
}

/** The papers of a new subject and its site, uploaded. */
export async function pictures(station: StationDriver) {
  const upload = async (title: string, lines: string[], tint: string): Promise<AttachmentRef> =>
    station.upload('attachments.upload', { name: `${title}.jpg`, accept: 'image' }, await samplePicture(title, lines, { tint })) as Promise<AttachmentRef>
  return {
    licence: await upload('营业执照', ['北京晨光文化传播有限公司', '统一社会信用代码 91110105MA0000015F'], '#f3e7d8'),
    idFront: await upload('身份证人像面', ['林晓燕', '110101200001010010'], '#dfe8f3'),
    idBack: await upload('身份证国徽面', ['有效期限 长期'], '#e3efe3'),
    idHeld: await upload('身份证手持', ['林晓燕 手持身份证'], '#efe3ef'),
    contactFront: await upload('联络人身份证人像面', ['周建国', '330106200002290029'], '#e0f0f3'),
    contactBack: await upload('联络人身份证国徽面', ['有效期限 2018.06.30-2038.06.30'], '#f0f3e0'),
    certificate: await upload('域名证书', ['chenguang-reading.cn'], '#f5f0e6'),
  }
}

/** A reason for every warning, as a person who has looked would give one. */
async function reasonsFor(station: StationDriver, input: Input<'applications.precheck'>): Promise<Record<string, string>> {
  const { findings } = await station.call('applications.precheck', input)
  return Object.fromEntries(findings.filter((finding) => finding.level === 'warning').map((finding) => [finding.key, '已核对，情况属实']))
}

/** Submits a record, with a reason for each warning. */
export async function submit(
  station: StationDriver, input: { businessType: string; subjectId?: string; assetId?: string; applicationId?: string; draftId?: string; record: FormValues },
) {
  const { businessType, subjectId, applicationId, record } = input
  const reasons = await reasonsFor(station, { businessType, subjectId, applicationId, record })
  return station.call('applications.submit', { ...input, unverified: [], reasons })
}

/** Carries one bundle file to the other station and takes it in there. */
export async function carry(from: StationDriver, to: StationDriver, bundleId: string): Promise<{ bytes: Uint8Array; accepted: Output<'bundles.accept'>; preview: Output<'bundles.preview'> }> {
  const bytes = await from.download('bundles.file', { bundleId })
  const { incomingId } = await to.upload('bundles.upload', { name: 'bundle.beian' }, bytes)
  const preview = await to.call('bundles.preview', { incomingId })
  const accepted = await to.call('bundles.accept', { incomingId })
  return { bytes, accepted, preview }
}

/** The main job of product.md, steps 1–4, with one return for correction; `tell` hears each step. */
export async function runMainJob(applicant: StationDriver, review: StationDriver, today: string, tell: Tell = () => undefined): Promise<MainJobResult> {
  const bundles: MainJobResult['bundles'] = []
  const say = (station: StationDriver, title: string, shown: string): void => tell({ station: station.title, title, shown })

  const recoveryCodes = {
    applicant: await setUp(applicant, 'applicant', '晨光文化备案电脑', 'chenguang', '林晓燕'),
    review: await setUp(review, 'review', '朝阳分局网安审核端', 'reviewer01', '王审核'),
  }
  say(applicant, '首次设置、注册并登录', '申请端 晨光文化备案电脑')
  say(review, '首次设置、注册并登录', '审核端 朝阳分局网安审核端')
  const stationId = await trustEachOther(applicant, review)
  say(applicant, '导入审核端名片，核对指纹', (await applicant.call('stations.list', {})).stations[0]?.fingerprint ?? '')

  const files = await pictures(applicant)
  const subjectRecord = organizationRecord(files)
  const draft = await applicant.call('drafts.save', { businessType: 'subject.create', record: subjectRecord, unverified: [], reasons: {} })
  say(applicant, '新增主体，保存草稿', `已保存 ${chinaClock(draft.savedAt)}`)
  const kept = await applicant.call('drafts.get', { id: draft.id })
  const subject = await submit(applicant, { businessType: 'subject.create', draftId: draft.id, record: kept.record })
  say(applicant, '取回草稿，提交审核', '待审核')

  const siteRecord = websiteRecord(files, today)
  const site = await submit(applicant, { businessType: 'website.create', subjectId: subject.subjectId, record: siteRecord })
  say(applicant, '新办网站申请，提交', '待审核')
  const ids = { subject: subject.applicationId, website: site.applicationId }

  const first = await applicant.call('bundles.export', { applicationIds: [ids.subject, ids.website], stationId })
  say(applicant, '导出交接包', `${first.fileName}（${first.items} 个申请，${first.files} 个附件，${first.size} 字节）`)
  const taken = await carry(applicant, review, first.bundleId)
  bundles.push({ name: '1-application-batch', bytes: taken.bytes, from: 'applicant' })
  say(review, '导入交接包', `签收 ${taken.accepted.taken} 个，搁置 ${taken.accepted.setAside} 个，核对码 ${taken.accepted.checkCode}`)
  const receipt = await review.call('bundles.exportReceipt', { bundleId: first.bundleId })

  await review.call('review.claim', { id: ids.website })
  await review.call('review.decide', {
    id: ids.website, outcome: 'returned', remark: '请核对网站名称',
    opinions: [{ path: 'name', label: '网站名称', text: '与工信部备案的网站名称不一致，请核对后修改' }],
  })
  say(review, '认领并退回补正一个字段', '网站名称：请核对后修改')
  const returned = await review.call('bundles.exportDecisions', { stationId: taken.preview.sender.stationId, applicationIds: [ids.website] })

  const received = await carry(review, applicant, receipt.bundleId)
  bundles.push({ name: '2-receipt', bytes: received.bytes, from: 'review' })
  say(applicant, '导入回执', `已签收，核对码 ${received.accepted.checkCode}`)
  const back = await carry(review, applicant, returned.bundleId)
  bundles.push({ name: '3-decision-returned', bytes: back.bytes, from: 'review' })
  const opinions = (await applicant.call('applications.get', { id: ids.website })).opinions
  say(applicant, '导入审核结果', `退回补正：${opinions.map((opinion) => opinion.label).join('、')}`)

  const { draftId } = await applicant.call('applications.correct', { id: ids.website })
  const correction = await applicant.call('drafts.get', { id: draftId })
  const again = await submit(applicant, {
    businessType: 'website.create', subjectId: subject.subjectId, applicationId: ids.website, draftId, record: { ...correction.record, name: '晨光阅读网站' },
  })
  say(applicant, '修改后重新提交', `第 ${again.revision} 次提交`)
  const second = await applicant.call('bundles.export', { applicationIds: [ids.website], stationId })
  const takenAgain = await carry(applicant, review, second.bundleId)
  bundles.push({ name: '4-application-batch-revision', bytes: takenAgain.bytes, from: 'applicant' })
  say(review, '导入补正后的交接包', takenAgain.preview.items.map((item) => `${item.title}：${item.verdict === 'newer' ? '新的修订' : item.verdict}`).join('；'))

  await review.call('review.claim', { id: ids.subject })
  await review.call('review.decide', { id: ids.subject, outcome: 'approved', opinions: [], remark: null })
  await review.call('review.claim', { id: ids.website })
  const decided = await review.call('review.decide', { id: ids.website, outcome: 'approved', opinions: [], remark: null })
  say(review, '主体、网站审核通过，发号', decided.filingNumber ?? '')
  const decisions = await review.call('bundles.exportDecisions', { stationId: taken.preview.sender.stationId, applicationIds: [ids.subject, ids.website] })
  const final = await carry(review, applicant, decisions.bundleId)
  bundles.push({ name: '5-decision-batch', bytes: final.bytes, from: 'review' })

  const asset = await applicant.call('assets.get', { id: site.assetId ?? '' })
  const state = await applicant.call('subjects.get', { id: subject.subjectId })
  say(applicant, '导入审核结果', `主体 ${state.status === 'valid' ? '有效' : state.status}，网站 ${asset.status === 'filed' ? '已备案' : asset.status}`)
  say(applicant, '备案号', asset.filingNumber ?? '')
  return { filingNumber: asset.filingNumber ?? '', applicationIds: ids, assetId: asset.id, subjectId: subject.subjectId, bundles, recoveryCodes }
}

export type { CommandName }
