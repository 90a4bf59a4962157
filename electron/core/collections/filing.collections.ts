import type { Finding } from '#shared/contract/filing.contract'
import type { ApplicationStatus, AssetKind, AssetStatus, AttachmentRef, DeliveryStatus, SubjectStatus } from '#shared/filing/types'
import type { FormValues } from '#shared/forms/types'
import { collection } from '../store/store'

/** One line of a record's time line; titles are Chinese and shown as they are. */
export interface TimelineEntry {
  at: string
  /** Machine word: submitted, exported, received, claimed, returned, approved, rejected, withdrawn, saved … */
  event: string
  title: string
  who?: string
  detail?: string
  /** The bundle it went or came with. */
  bundleId?: string
}

export interface FieldOpinion {
  path: string
  label: string
  text: string
}

/** The data in force that a change starts from, as it stood when the change was handed in: the 变更前 of every comparison (domain.md §6). */
export interface FiledData {
  record: FormValues
  attachments: AttachmentRef[]
}

/** What a person submitted as one revision; the unit that travels (bundle.md §2 items). */
export interface Revision {
  revision: number
  submittedAt: string
  submittedBy: { accountId: string; name: string }
  schemaVersion: number
  record: FormValues
  /** Snapshot of the subject's form for an asset application. */
  subjectRecord: FormValues | null
  attachments: AttachmentRef[]
  /** Of a change. */
  filed?: FiledData
  findings: Finding[]
  reasons: Record<string, string>
  acknowledgedAt: string | null
  verification: { method: 'local' | 'totp' } | null
  /** SHA-256 of the payload bytes as they travel; set when first exported. A decision must be based on it. */
  contentSha256?: string
  /** The outcome of this revision, once known. */
  outcome?: { status: 'approved' | 'rejected' | 'returned'; opinions: FieldOpinion[]; remark: string | null; decidedAt: string; decidedBy: string }
}

export interface ApplicationRecord {
  id: string
  businessType: string
  ownerAccountId: string
  title: string
  subjectId: string
  subjectName: string
  assetId?: string
  status: ApplicationStatus
  delivery: DeliveryStatus
  /** All revisions, oldest first; the last is the current one. */
  revisions: Revision[]
  submittedAt: string
  updatedAt: string
  filingNumber?: string
  demo?: boolean
  /** Bundles it went out in. */
  exports: { bundleId: string; stationId: string; revision: number; at: string }[]
  /** Bundles that told a station of its withdrawal. */
  withdrawalExports?: { bundleId: string; stationId: string; at: string }[]
  /** Draft of the correction under way. */
  draftId?: string
  timeline: TimelineEntry[]
}

export const applications = collection<ApplicationRecord>('applications')({
  summarize: (a) => ({
    businessType: a.businessType, ownerAccountId: a.ownerAccountId, title: a.title, subjectId: a.subjectId, subjectName: a.subjectName, assetId: a.assetId,
    status: a.status, delivery: a.delivery, revision: a.revisions.length, submittedAt: a.submittedAt, updatedAt: a.updatedAt, filingNumber: a.filingNumber,
    draftId: a.draftId,
  }),
  attachmentsOf: (a) => a.revisions.flatMap((revision) => [...revision.attachments, ...(revision.filed?.attachments ?? [])].map((file) => file.sha256)),
})

export interface SubjectRecord {
  id: string
  ownerAccountId: string
  name: string
  nature: 'organization' | 'individual'
  status: SubjectStatus
  /** Where a refused or withdrawn request returns to (domain.md §4). */
  statusBefore?: SubjectStatus
  /** The data in force, or as first submitted while there is none. */
  record: FormValues
  attachments: AttachmentRef[]
  regionName: string
  createdAt: string
  updatedAt: string
  timeline: TimelineEntry[]
}
export const subjects = collection<SubjectRecord>('subjects')({
  summarize: (s) => ({
    ownerAccountId: s.ownerAccountId, name: s.name, nature: s.nature, status: s.status, regionName: s.regionName, createdAt: s.createdAt, updatedAt: s.updatedAt,
  }),
  attachmentsOf: (s) => s.attachments.map((file) => file.sha256),
})

export interface AssetRecord {
  id: string
  kind: AssetKind
  ownerAccountId: string
  subjectId: string
  subjectName: string
  name: string
  primaryDomain?: string
  /** Every domain it answers to, Punycode; for PC-22. */
  domains: string[]
  status: AssetStatus
  statusBefore?: AssetStatus
  record: FormValues
  attachments: AttachmentRef[]
  filingNumber?: string
  demo?: boolean
  agency?: string
  filedAt?: string
  placedAt?: string
  createdAt: string
  updatedAt: string
  timeline: TimelineEntry[]
}
export const assets = collection<AssetRecord>('assets')({
  summarize: (a) => ({
    kind: a.kind, ownerAccountId: a.ownerAccountId, subjectId: a.subjectId, subjectName: a.subjectName, name: a.name, primaryDomain: a.primaryDomain, domains: a.domains,
    status: a.status, filingNumber: a.filingNumber, demo: a.demo, filedAt: a.filedAt, placedAt: a.placedAt, updatedAt: a.updatedAt,
  }),
  attachmentsOf: (a) => a.attachments.map((file) => file.sha256),
})

export interface DraftRecord {
  id: string
  ownerAccountId: string
  businessType: string
  title: string
  subjectId?: string
  assetId?: string
  applicationId?: string
  record: FormValues
  unverified: string[]
  reasons: Record<string, string>
  step?: string
  attachments: AttachmentRef[]
  createdAt: string
  savedAt: string
}
export const drafts = collection<DraftRecord>('drafts')({
  summarize: (d) => ({
    ownerAccountId: d.ownerAccountId, businessType: d.businessType, title: d.title, subjectId: d.subjectId, assetId: d.assetId, applicationId: d.applicationId,
    createdAt: d.createdAt, savedAt: d.savedAt,
  }),
  attachmentsOf: (d) => d.attachments.map((file) => file.sha256),
})

export interface NoticeRecord {
  id: string
  accountId: string
  kind: string
  title: string
  body: string
  at: string
  readAt: string | null
  link?: string
  /** A reminder is given once a key (e.g. draft-expiry:<id>:7). */
  onceKey?: string
}
export const notices = collection<NoticeRecord>('notices')({
  summarize: (n) => ({ accountId: n.accountId, kind: n.kind, title: n.title, body: n.body, at: n.at, readAt: n.readAt, link: n.link, onceKey: n.onceKey }),
})
