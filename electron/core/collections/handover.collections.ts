import { WITHDRAWAL } from '#shared/bundle/withdrawal'
import type { ApplicationPayload } from '#shared/bundle/payloads'
import type { Finding } from '#shared/contract/filing.contract'
import type { ApplicationStatus, RegionRef } from '#shared/filing/types'
import type { FormValues } from '#shared/forms/types'
import { collection } from '../store/store'
import type { FieldOpinion, FiledData, TimelineEntry } from './filing.collections'

/** One bundle made here or taken in here: the ledger of bundle.md §4 and 交接记录. */
export interface LedgerRecord {
  /** Bundle id. */
  id: string
  direction: 'in' | 'out'
  type: string
  partnerId: string
  partnerName: string
  sequence: number
  previousBundleSha256: string | null
  sha256: string
  size: number
  at: string
  fileName: string
  status: 'made' | 'acknowledged' | 'accepted' | 'quarantined'
  reason?: string
  files: number
  /** Documents, and withdrawals: these have the business type `withdrawal` and no content. */
  items: { applicationId: string; title: string; businessType: string; revision: number; contentSha256?: string; outcome: string; reason?: string }[]
  checkCode?: string
  /** in: the receipt bundle that answers it, once exported; out: the receipt bundle that came back. */
  receiptBundleId?: string
}
export const ledger = collection<LedgerRecord>('ledger')({
  summarize: (l) => ({
    direction: l.direction, type: l.type, partnerId: l.partnerId, partnerName: l.partnerName, sequence: l.sequence, previousBundleSha256: l.previousBundleSha256, at: l.at, sha256: l.sha256, size: l.size,
    fileName: l.fileName, status: l.status, reason: l.reason, items: l.items.length, checkCode: l.checkCode, receiptBundleId: l.receiptBundleId,
    withdrawn: l.items.filter((item) => item.businessType === WITHDRAWAL && item.outcome !== 'setAside').map(({ applicationId, revision }) => ({ applicationId, revision })),
  }),
})

/** An application at the review station; id is the application's id. */
export interface ReviewItemRecord {
  id: string
  title: string
  subjectName: string
  region: RegionRef
  sourceStationId: string
  sourceName: string
  bundleId: string
  status: ApplicationStatus
  contentSha256: string
  payload: ApplicationPayload
  /** Of a change: what this station had filed when it came in; absent where it was filed elsewhere. */
  filed?: FiledData
  /** Earlier revisions with what was said of them, oldest first. */
  history: { payload: ApplicationPayload; contentSha256: string; opinions: FieldOpinion[]; remark: string | null; decidedAt: string }[]
  claimedBy?: { accountId: string; name: string }
  opinions: FieldOpinion[]
  remark: string | null
  /** Pre-checks run again here. */
  findings: Finding[]
  receivedAt: string
  decidedAt: string | null
  decidedBy?: string
  filingNumber?: string
  demo?: boolean
  agency?: string
  /** Decision bundle the outcome went out in. */
  decisionBundleId?: string
  /** Domains and certificate digests, for duplicate finds. */
  keys: { domains: string[]; certificates: string[]; pictures: string[] }
  timeline: TimelineEntry[]
}
export const reviewItems = collection<ReviewItemRecord>('reviewItems')({
  summarize: (r) => ({
    title: r.title, subjectName: r.subjectName, subjectId: r.payload.subjectId, businessType: r.payload.businessType, revision: r.payload.revision,
    submittedAt: r.payload.submittedAt, regionCode: r.region.code, regionName: r.region.name, sourceStationId: r.sourceStationId, sourceName: r.sourceName,
    status: r.status, claimedBy: r.claimedBy, receivedAt: r.receivedAt, decidedAt: r.decidedAt, filingNumber: r.filingNumber,
    decisionBundleId: r.decisionBundleId, warnings: r.findings.filter((finding) => finding.level !== 'info').length, keys: r.keys,
  }),
  attachmentsOf: (r) => [r.payload, ...r.history.map((entry) => entry.payload), ...(r.filed === undefined ? [] : [r.filed])]
    .flatMap((holder) => holder.attachments.map((file) => file.sha256)),
})

export interface RegisterRecord {
  /** Asset id. */
  id: string
  applicationId: string
  name: string
  primaryDomain: string
  domains: string[]
  interactive: boolean
  nature: 'organization' | 'individual'
  subjectId: string
  subjectName: string
  filingNumber: string
  demo: boolean
  agency: string
  filedAt: string
  status: 'filed' | 'cancelled'
  region: RegionRef
  record: FormValues
  subjectRecord: FormValues
}
export const register = collection<RegisterRecord>('register')({
  summarize: (r) => ({
    subjectId: r.subjectId, name: r.name, primaryDomain: r.primaryDomain, domains: r.domains, interactive: r.interactive, nature: r.nature, subjectName: r.subjectName, filingNumber: r.filingNumber,
    demo: r.demo, agency: r.agency, filedAt: r.filedAt, status: r.status,
  }),
})

export interface NumberingRecord {
  id: 'numbering'
  official: boolean
  provinceAbbreviation: string
  agencyCode: string
  agencyName: string
  nextSerial: number
}
export const numbering = collection<NumberingRecord>('numbering')({ summarize: () => ({}) })
