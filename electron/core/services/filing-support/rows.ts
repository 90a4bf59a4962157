import type { Output } from '#shared/contract/registry'
import { draftExpiry, placeNumberDeadline } from '#shared/filing/timers'
import type { AttachmentRef } from '#shared/filing/types'
import { formatFilingNumber } from '#shared/filing/validators/filing-number'
import type { applications, assets, drafts, subjects, TimelineEntry } from '../../collections/filing.collections'
import type { CollectionSpec, StoredRecord } from '../../store/store'

/** Summary row of a collection, as queries give it. */
export type RowOf<C> = C extends CollectionSpec<infer _R, infer S> ? S & StoredRecord : never

export type ApplicationRow = Output<'applications.list'>['applications'][number]
export type AssetRow = Output<'assets.list'>['assets'][number]
export type SubjectRow = Output<'subjects.list'>['subjects'][number]
export type DraftRow = Output<'drafts.list'>['drafts'][number]

/** Stored numbers are shown as issued, 京公网安备11000002000001号. */
export const shownNumber = (stored: string | undefined): string | undefined => (stored === undefined ? undefined : formatFilingNumber(stored))

export function applicationRow(row: RowOf<typeof applications>): ApplicationRow {
  return {
    id: row.id, businessType: row.businessType, title: row.title, subjectId: row.subjectId, subjectName: row.subjectName, assetId: row.assetId,
    status: row.status, delivery: row.delivery, revision: row.revision, submittedAt: row.submittedAt, updatedAt: row.updatedAt,
    filingNumber: shownNumber(row.filingNumber),
  }
}

export function assetRow(row: RowOf<typeof assets>): AssetRow {
  return {
    id: row.id, kind: row.kind, name: row.name, subjectId: row.subjectId, subjectName: row.subjectName, status: row.status,
    primaryDomain: row.primaryDomain, filingNumber: shownNumber(row.filingNumber), demo: row.demo, filedAt: row.filedAt ?? null, updatedAt: row.updatedAt,
    placedAt: row.placedAt ?? null, placeBy: row.filedAt === undefined || row.filingNumber === undefined ? null : placeNumberDeadline(row.filedAt),
  }
}

export function subjectRow(row: RowOf<typeof subjects>, currentSubjectId: string | undefined): SubjectRow {
  return {
    id: row.id, name: row.name, nature: row.nature, status: row.status, regionName: row.regionName, updatedAt: row.updatedAt,
    current: row.id === currentSubjectId,
  }
}

export function draftRow(row: RowOf<typeof drafts>): DraftRow {
  return {
    id: row.id, businessType: row.businessType, title: row.title, subjectId: row.subjectId, assetId: row.assetId, applicationId: row.applicationId,
    createdAt: row.createdAt, savedAt: row.savedAt, expiresAt: draftExpiry(row.savedAt),
  }
}

/** A number in force is still to be placed on the site's home page (domain.md §5). */
export const placementOpen = (row: Pick<AssetRow, 'status' | 'placeBy' | 'placedAt'>): boolean =>
  row.status !== 'cancelled' && row.placeBy !== null && row.placedAt === null

/** One more line of a time line; the same event told again (same detail) adds nothing. */
export function withEntry(timeline: readonly TimelineEntry[], entry: TimelineEntry): TimelineEntry[] {
  const { event, detail, who, bundleId } = entry
  const told = detail !== undefined && timeline.some((line) => line.event === event && line.detail === detail && line.who === who && line.bundleId === bundleId)
  return told ? [...timeline] : [...timeline, entry]
}

/** Each file once, by content. */
export function uniqueAttachments(lists: readonly (readonly AttachmentRef[])[]): AttachmentRef[] {
  return [...new Map(lists.flat().map((file) => [file.sha256, file])).values()]
}
