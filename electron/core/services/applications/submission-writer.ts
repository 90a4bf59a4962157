import type { Finding } from '#shared/contract/filing.contract'
import { businessLabel, isAssetKind } from '#shared/filing/business-types'
import {
  assetStatusAfter, INITIAL_APPLICATION_STATUS, nextApplicationStatus, nextDeliveryStatus, subjectStatusAfter, type ApplicationEvent,
} from '#shared/filing/states'
import { nextStep } from '#shared/filing/state-labels'
import type { FormValues } from '#shared/forms/types'
import { attachmentsOf } from '#shared/forms/view'
import { walk } from '#shared/forms/walk'
import type { Session } from '../../call'
import {
  applications, assets, subjects, type ApplicationRecord, type AssetRecord, type Revision, type SubjectRecord, type TimelineEntry,
} from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import type { Transaction } from '../../store/store'
import type { FilingDeps } from '../filing-support/deps'
import { titleOf } from '../filing-support/describe'
import type { Business } from '../filing-support/forms'
import { linkTo } from '../filing-support/links'
import { uniqueAttachments, withEntry } from '../filing-support/rows'
import { dataInForce, type Target } from '../filing-support/target'
import { assetFields, subjectFields } from './effects'

/** A submission that has passed every check. */
export interface Passed {
  business: Business
  target: Target
  record: FormValues
  findings: Finding[]
  reasons: Record<string, string>
  session: Session
}

/** When the notice was read and ticked: now, for forms that have it; a submission without the tick does not come here. */
function acknowledgement({ business, record }: Passed, at: string): string | null {
  return walk(business.form, record).some(({ field, value }) => field.kind === 'acknowledgement' && value === true) ? at : null
}

function revisionOf(passed: Passed, at: string): Revision {
  const { business, target, record, session } = passed
  const subject = business.type.kind === 'subject' ? undefined : target.subject
  const inForce = dataInForce(business, target)
  return {
    revision: (target.application?.revisions.length ?? 0) + 1, submittedAt: at, submittedBy: { accountId: session.accountId, name: session.name },
    schemaVersion: business.form.schemaVersion, record, subjectRecord: subject?.record ?? null,
    attachments: uniqueAttachments([attachmentsOf(business.form, record), subject?.attachments ?? []]),
    findings: passed.findings, reasons: passed.reasons, acknowledgedAt: acknowledgement(passed, at), verification: null,
    ...(inForce === undefined ? {} : { filed: { record: inForce, attachments: attachmentsOf(business.form, inForce) } }),
  }
}

/** A row the state table does not have; the permission was asked before, so only a defect comes here. */
function mustHave<T>(status: T | undefined, what: string): T {
  if (status === undefined) throw new Error(`state table has no row for ${what}`)
  return status
}

function subjectAfter(ctx: CoreContext, passed: Passed, revision: Revision, event: ApplicationEvent, entry: TimelineEntry): SubjectRecord {
  const { business: { type }, target, session } = passed
  const before = target.subject
  const status = mustHave(subjectStatusAfter(event, type.id, before?.status ?? null), `${type.id} ${event} ${before?.status ?? 'none'}`)
  const fields = type.action === 'create' ? subjectFields(revision) : {}
  if (before !== undefined) return { ...before, ...fields, status, updatedAt: entry.at, timeline: withEntry(before.timeline, entry) }
  return {
    id: ctx.ports.ids.uuid(), ownerAccountId: session.accountId, ...subjectFields(revision), status, createdAt: entry.at, updatedAt: entry.at, timeline: [entry],
  }
}

function assetAfter(ctx: CoreContext, passed: Passed, revision: Revision, event: ApplicationEvent, entry: TimelineEntry): AssetRecord {
  const { business, target: { asset: before, subject }, session } = passed
  const { type } = business
  if (subject === undefined || !isAssetKind(type.kind)) throw new Error(`${type.id} needs a subject`)
  const status = mustHave(assetStatusAfter(event, type.id, before?.status ?? null), `${type.id} ${event} ${before?.status ?? 'none'}`)
  const fields = type.action === 'create' ? assetFields(business, revision) : {}
  if (before !== undefined) return { ...before, ...fields, status, updatedAt: entry.at, timeline: withEntry(before.timeline, entry) }
  return {
    id: ctx.ports.ids.uuid(), kind: type.kind, ownerAccountId: session.accountId, subjectId: subject.id, subjectName: subject.name,
    ...assetFields(business, revision), status, createdAt: entry.at, updatedAt: entry.at, timeline: [entry],
  }
}

/** The application with its new revision; the first one makes it. */
function applicationAfter(ctx: CoreContext, passed: Passed, revision: Revision, of: { subject: SubjectRecord; asset?: AssetRecord; entry: TimelineEntry }): ApplicationRecord {
  const { business: { type }, target: { application: before }, session } = passed
  const shared = { title: titleOf(type, revision.record), subjectName: of.subject.name, submittedAt: revision.submittedAt, updatedAt: revision.submittedAt }
  if (before !== undefined) {
    return {
      ...before, ...shared, status: mustHave(nextApplicationStatus(before.status, 'resubmit'), `resubmit ${before.status}`),
      delivery: mustHave(nextDeliveryStatus(before.delivery, 'resubmitted'), `resubmitted ${before.delivery}`),
      revisions: [...before.revisions, revision], draftId: undefined, timeline: withEntry(before.timeline, of.entry),
    }
  }
  return {
    id: ctx.ports.ids.uuid(), businessType: type.id, ownerAccountId: session.accountId, ...shared, subjectId: of.subject.id, assetId: of.asset?.id,
    status: INITIAL_APPLICATION_STATUS, delivery: 'notExported', revisions: [revision], exports: [], timeline: [of.entry],
  }
}

/** After a new subject the person is led on at once: it is never reviewed alone (domain.md §4). */
const subjectHint = (type: Business['type']): string =>
  type.kind === 'subject' && type.action === 'create' ? '请继续办理至少一个网站、APP等业务申请：公安机关不会单独进行主体审核。' : ''

/** Puts the application, its subject or asset, and the notice; all in the caller's transaction. */
export async function writeSubmission(ctx: CoreContext, deps: FilingDeps, tx: Transaction, passed: Passed): Promise<ApplicationRecord> {
  const { business: { type }, target, session } = passed
  const [at, again] = [ctx.time.now(), target.application !== undefined]
  const event: ApplicationEvent = again ? 'resubmitted' : 'submitted'
  const revision = revisionOf(passed, at)
  const title = `${businessLabel(type.id)}：${again ? `重新提交（第 ${revision.revision} 版）` : '提交审核'}`
  const entry: TimelineEntry = { at, event, title, who: session.name }
  const asset = type.kind === 'subject' ? undefined : assetAfter(ctx, passed, revision, event, entry)
  const subject = type.kind === 'subject' ? subjectAfter(ctx, passed, revision, event, entry) : target.subject
  if (subject === undefined) throw new Error(`${type.id} needs a subject`)
  const application = applicationAfter(ctx, passed, revision, { subject, asset, entry })
  if (type.kind === 'subject') await tx.put(subjects, subject)
  if (asset !== undefined) await tx.put(assets, asset)
  await tx.put(applications, application)
  await deps.notices.add(tx, {
    accountId: session.accountId, kind: 'submitted', title: `已提交：${businessLabel(type.id)}“${application.title}”`.slice(0, 200),
    body: `${subjectHint(type)}${nextStep(application.status, application.delivery)}。`, link: linkTo.application(application.id),
  })
  return application
}
