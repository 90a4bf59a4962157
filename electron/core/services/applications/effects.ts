import type { DecisionPayload } from '#shared/bundle/payloads'
import { businessLabel, businessType } from '#shared/filing/business-types'
import {
  ASSET_WHEN_SUBJECT_CANCELLED, assetStatusAfter, nextApplicationStatus, subjectStatusAfter, type ApplicationEvent,
} from '#shared/filing/states'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import type { ApplicationStatus } from '#shared/filing/types'
import { textAt } from '#shared/filing/values'
import { applications, assets, subjects, type ApplicationRecord, type AssetRecord, type Revision, type SubjectRecord, type TimelineEntry } from '../../collections/filing.collections'
import type { Transaction } from '../../store/store'
import { domainsOf, primaryDomainOf, regionNameOf, subjectNameOf } from '../filing-support/describe'
import { businessOf, type Business } from '../filing-support/forms'
import { withEntry } from '../filing-support/rows'

/** What a record of its form says of a subject: the fields kept beside it. */
export function subjectFields(revision: Pick<Revision, 'record' | 'attachments'>): Pick<SubjectRecord, 'name' | 'nature' | 'record' | 'attachments' | 'regionName'> {
  return {
    name: subjectNameOf(revision.record) ?? '', nature: textAt(revision.record, 'nature') === 'individual' ? 'individual' : 'organization',
    record: revision.record, attachments: revision.attachments, regionName: regionNameOf(revision.record),
  }
}

/** What a record of its form says of an asset. */
export function assetFields(business: Business, revision: Pick<Revision, 'record' | 'attachments'>): Pick<AssetRecord, 'name' | 'primaryDomain' | 'domains' | 'record' | 'attachments'> {
  return {
    name: textAt(revision.record, 'name') ?? business.type.label, primaryDomain: primaryDomainOf(business.form, revision.record),
    domains: domainsOf(business.form, revision.record), record: revision.record, attachments: revision.attachments,
  }
}

const EVENT_STATUS = { approved: 'approved', rejected: 'rejected', returned: 'returned', withdrawn: 'withdrawn' } as const satisfies Partial<Record<ApplicationEvent, ApplicationStatus>>
/** Events after submission that this station brings about or learns of. */
export type LaterEvent = keyof typeof EVENT_STATUS

function entryOf(application: ApplicationRecord, event: LaterEvent, at: string, who?: string): TimelineEntry {
  return { at, event, title: `${businessLabel(application.businessType)}：${APPLICATION_STATUS_LABELS[EVENT_STATUS[event]].label}`, who }
}

/** The form takes effect on approval of anything but a cancellation or transfer. */
const bringsData = (businessTypeId: string): boolean => businessType(businessTypeId).form === businessType(businessTypeId).kind

async function moveSubject(tx: Transaction, application: ApplicationRecord, event: LaterEvent, entry: TimelineEntry): Promise<void> {
  const subject = await tx.get(subjects, application.subjectId)
  if (subject === undefined) return
  const status = subjectStatusAfter(event, application.businessType, subject.status)
  // A row that is not in the table (the subject was cancelled meanwhile) moves nothing.
  if (status === undefined) return
  const revision = application.revisions.at(-1)
  const data = event === 'approved' && bringsData(application.businessType) && revision !== undefined ? subjectFields(revision) : {}
  const after = { ...subject, ...data, status, updatedAt: entry.at, timeline: withEntry(subject.timeline, entry) }
  await tx.put(subjects, after)
  if (after.name !== subject.name) await renameSubject(tx, after)
  if (status === 'cancelled' && subject.status !== status) await cancelAssets(tx, application, entry)
}

/** The subject's name is kept beside its assets for their lists. */
async function renameSubject(tx: Transaction, subject: SubjectRecord): Promise<void> {
  const { rows } = await tx.query(assets, { where: (row) => row.subjectId === subject.id })
  for (const row of rows) {
    const asset = await tx.get(assets, row.id)
    if (asset !== undefined) await tx.put(assets, { ...asset, subjectName: subject.name })
  }
}

/** Cancelling a subject, when approved, cancels all its assets; what was still open lapses (domain.md §4). */
async function cancelAssets(tx: Transaction, application: ApplicationRecord, entry: TimelineEntry): Promise<void> {
  const { rows } = await tx.query(assets, { where: (row) => row.subjectId === application.subjectId })
  for (const row of rows) {
    const asset = await tx.get(assets, row.id)
    const status = ASSET_WHEN_SUBJECT_CANCELLED[row.status]
    if (asset === undefined || status === asset.status) continue
    await tx.put(assets, { ...asset, status, updatedAt: entry.at, timeline: withEntry(asset.timeline, { ...entry, title: `所属主体${entry.title}` }) })
  }
  const open = await tx.query(applications, {
    where: (row) => row.subjectId === application.subjectId && row.id !== application.id && nextApplicationStatus(row.status, 'supersede') !== undefined,
  })
  for (const row of open.rows) {
    const other = await tx.get(applications, row.id)
    const status = nextApplicationStatus(row.status, 'supersede')
    if (other === undefined || status === undefined) continue
    const title = APPLICATION_STATUS_LABELS[status].label
    await tx.put(applications, { ...other, status, updatedAt: entry.at, timeline: withEntry(other.timeline, { at: entry.at, event: 'superseded', title, detail: '所属主体已注销' }) })
  }
}

/** What an approval brings besides the status: the data now in force and the number. */
function inForce(application: ApplicationRecord, asset: AssetRecord, decision: { decidedAt: string; agency: string; numbered: boolean }): Partial<AssetRecord> {
  const revision = application.revisions.at(-1)
  if (revision === undefined || !bringsData(application.businessType)) return {}
  const data = assetFields(businessOf(application.businessType), revision)
  if (!decision.numbered) return { ...data, filedAt: asset.filedAt ?? decision.decidedAt, agency: decision.agency }
  const numberChanged = asset.filingNumber !== application.filingNumber
  return {
    ...data, filingNumber: application.filingNumber, demo: application.demo, agency: decision.agency,
    // A new number is a new thing to place; the same number keeps its dates.
    ...(numberChanged ? { filedAt: decision.decidedAt, placedAt: undefined } : {}),
  }
}

async function moveAsset(tx: Transaction, application: ApplicationRecord, event: LaterEvent, entry: TimelineEntry, payload?: DecisionPayload): Promise<void> {
  const asset = application.assetId === undefined ? undefined : await tx.get(assets, application.assetId)
  if (asset === undefined) return
  const status = assetStatusAfter(event, application.businessType, asset.status)
  if (status === undefined) return
  const approved = event === 'approved' && payload !== undefined
  const data = approved ? inForce(application, asset, { decidedAt: payload.decidedAt, agency: payload.station.name, numbered: payload.filingNumber !== null }) : {}
  await tx.put(assets, { ...asset, ...data, status, updatedAt: entry.at, timeline: withEntry(asset.timeline, entry) })
}

/** Moves the subject or asset of an application by the state table. */
export async function moveByEvent(tx: Transaction, application: ApplicationRecord, event: LaterEvent, at: string, who?: string): Promise<void> {
  const entry = entryOf(application, event, at, who)
  await moveSubject(tx, application, event, entry)
  await moveAsset(tx, application, event, entry)
}

/** The same for a decision, which also brings the number and the data in force. */
export async function moveByDecision(tx: Transaction, application: ApplicationRecord, payload: DecisionPayload): Promise<void> {
  const entry = entryOf(application, payload.outcome, payload.decidedAt, `${payload.station.name} ${payload.reviewer.name}`)
  await moveSubject(tx, application, payload.outcome, entry)
  await moveAsset(tx, application, payload.outcome, entry, payload)
}
