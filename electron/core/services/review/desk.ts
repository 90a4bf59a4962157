import type { Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { businessType, isAssetKind } from '#shared/filing/business-types'
import { APPLICATION_ACTION_LABELS, canDo, nextApplicationStatus, OPEN_STATUSES, type ApplicationAction, type ApplicationContext } from '#shared/filing/states'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import { formatFilingNumber } from '#shared/filing/validators/index'
import { reviewItems, type ReviewItemRecord } from '../../collections/handover.collections'
import type { CoreContext } from '../../context'
import type { Reader, Transaction } from '../../store/store'

export type QueueRow = Omit<Output<'review.queue'>['rows'][number], 'claim'>

/** Refusals the page treats apart from a mere wrong state; all else says which state does not allow which action. */
function refusal(reason: string, action: ApplicationAction, item: ReviewItemRecord, context: ApplicationContext): AppError {
  if (item.decidedAt !== null) return new AppError('review.decided')
  if (context.claim === 'other') return new AppError('review.claimedByOther', { params: { name: context.claimedBy ?? '其他审核员' } })
  if (context.claim === 'none' && action !== 'claim') return new AppError('review.notClaimed')
  if (action === 'approve' && context.subjectApproved !== true) return new AppError('review.subjectFirst')
  if ((context.companions ?? 0) === 0 && context.businessType === 'subject.create') return new AppError('review.lonelySubject')
  return new AppError('filing.stateRefused', {
    params: { status: APPLICATION_STATUS_LABELS[item.status].label, action: APPLICATION_ACTION_LABELS[action] ?? reason },
  })
}

/** What is asked of an application at this station; rows of the queue have it at hand. */
export type DeskRow = Pick<ReviewItemRecord, 'id' | 'claimedBy'> & Pick<ReviewItemRecord['payload'], 'subjectId' | 'submittedAt' | 'businessType'>
const deskRow = ({ id, claimedBy, payload: { subjectId, submittedAt, businessType: type } }: ReviewItemRecord): DeskRow =>
  ({ id, claimedBy, subjectId, submittedAt, businessType: type })

export const contextOf = (ctx: CoreContext, reader: Reader, item: ReviewItemRecord, accountId: string): Promise<ApplicationContext> =>
  rowContext(ctx, reader, deskRow(item), accountId)

/** What the state table needs to know of an application at this station. */
export async function rowContext(ctx: CoreContext, reader: Reader, item: DeskRow, accountId: string): Promise<ApplicationContext> {
  const { rows } = await reader.query(reviewItems, { where: (row) => row.subjectId === item.subjectId && row.id !== item.id })
  const creation = rows.find((row) => row.businessType === 'subject.create')
  return {
    who: 'reviewer', now: ctx.time.now(), submittedAt: item.submittedAt, businessType: item.businessType,
    claim: item.claimedBy === undefined ? 'none' : item.claimedBy.accountId === accountId ? 'self' : 'other', claimedBy: item.claimedBy?.name,
    // A subject this station has never seen as new came into force earlier or elsewhere.
    subjectApproved: creation === undefined || nextApplicationStatus(creation.status, 'learnApproved') === creation.status,
    companions: rows.filter((row) => row.status !== 'withdrawn' && isAssetKind(businessType(row.businessType).kind)).length,
  }
}

/** @throws AppError general.notFound */
export async function heldItem(reader: Reader, id: string): Promise<ReviewItemRecord> {
  const item = await reader.get(reviewItems, id)
  if (item === undefined) throw new AppError('general.notFound')
  return item
}

/** The item moved by an action of the state table. @throws AppError with the table's reason */
export async function movedItem(ctx: CoreContext, tx: Transaction, id: string, action: ApplicationAction, accountId: string): Promise<ReviewItemRecord> {
  const item = await heldItem(tx, id)
  const context = await contextOf(ctx, tx, item, accountId)
  const permission = canDo(action, item.status, context)
  const status = nextApplicationStatus(item.status, action)
  if (!permission.allowed || status === undefined) throw refusal(permission.allowed ? '' : permission.reason, action, item, context)
  return { ...item, status }
}

/** An undecided item in the hands of this account, for opinions. @throws AppError */
export async function claimedItem(ctx: CoreContext, tx: Transaction, id: string, accountId: string): Promise<ReviewItemRecord> {
  const item = await heldItem(tx, id)
  const context = await contextOf(ctx, tx, item, accountId)
  if (!OPEN_STATUSES.includes(item.status) || item.decidedAt !== null || context.claim !== 'self') throw refusal('保存审核意见', 'return', item, context)
  return item
}

type Summary = Omit<QueueRow, 'claimedBy' | 'claimedByMe'> & { claimedBy?: { accountId: string; name: string } }

export const toQueueRow = (row: Summary, accountId: string): QueueRow => ({
  id: row.id, businessType: row.businessType, title: row.title, subjectId: row.subjectId, subjectName: row.subjectName, regionName: row.regionName,
  sourceName: row.sourceName, status: row.status, revision: row.revision, submittedAt: row.submittedAt, receivedAt: row.receivedAt,
  claimedBy: row.claimedBy?.name, claimedByMe: row.claimedBy?.accountId === accountId, warnings: row.warnings, decidedAt: row.decidedAt,
  filingNumber: row.filingNumber === undefined ? undefined : formatFilingNumber(row.filingNumber),
})

/** What the reviewer does next, in one sentence. */
export function nextForReviewer(item: ReviewItemRecord, context: ApplicationContext): string {
  if (item.status === 'withdrawn') return '申请人已撤销本申请，无需审核'
  if (item.decidedAt !== null) return item.decisionBundleId === undefined ? '已有审核结果，请在【结果导出】中导出交回申请端' : '审核结果已导出，等待申请端导入'
  if (context.claim === 'none') return '等待审核员认领'
  if (context.claim === 'other') return `由 ${context.claimedBy ?? ''} 审核中`
  const approve = canDo('approve', item.status, context)
  return approve.allowed ? '请对照证件逐项核对，然后给出审核结果' : approve.reason
}
