import { AppError } from '#shared/errors/app-error'
import { businessType } from '#shared/filing/business-types'
import { nextDeliveryStatus, OPEN_STATUSES } from '#shared/filing/states'
import { APPLICATION_STATUS_LABELS, DELIVERY_STATUS_LABELS } from '#shared/filing/state-labels'
import { applications } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import type { Reader, Transaction } from '../../store/store'
import { bundleWords } from '../filing-support/bundle-words'
import type { FilingDeps } from '../filing-support/deps'
import { linkTo } from '../filing-support/links'
import { withEntry, type RowOf } from '../filing-support/rows'
import { falling } from '../filing-support/sorting'
import type { ExportCandidate, ExportMark, ReceiptMark } from './applications.types'
import type { createWithdrawals } from './withdrawals'

type Row = RowOf<typeof applications>

const isNewSubject = (row: Row): boolean => row.businessType === 'subject.create'
const isWaiting = (row: Pick<Row, 'status'>): boolean => row.status === 'pending'

/** An application of an asset that is open or approved and has gone out to a review station before. */
const hasGoneOut = (row: Row): boolean => row.delivery !== 'notExported' || row.revision > 1
const stands = (row: Row): boolean => OPEN_STATUSES.includes(row.status) || row.status === 'approved'

/**
 * A new subject is lone when no asset application of it stands beside it: in the same export, or handed over before
 * (domain.md §4: 公安机关不会单独进行主体审核).
 */
const isLone = (subject: Row, others: readonly Row[], together: (row: Row) => boolean): boolean =>
  isNewSubject(subject) && !others.some((row) =>
    row.subjectId === subject.subjectId && businessType(row.businessType).kind !== 'subject' && stands(row) && (hasGoneOut(row) || together(row)))

/** Export, receipt and what may go out. */
export function createDelivery(ctx: CoreContext, deps: FilingDeps & { withdrawals: Pick<ReturnType<typeof createWithdrawals>, 'markWithdrawalReceived'> }) {
  async function companionsOf(reader: Reader, subjectIds: ReadonlySet<string>): Promise<Row[]> {
    const { rows } = await reader.query(applications, { where: (row) => subjectIds.has(row.subjectId) })
    return rows
  }

  return {
    async exportable(accountId: string): Promise<ExportCandidate[]> {
      const { rows } = await ctx.store.query(applications, { where: (row) => row.ownerAccountId === accountId && isWaiting(row), sort: falling('submittedAt') })
      const beside = await companionsOf(ctx.store, new Set(rows.filter(isNewSubject).map((row) => row.subjectId)))
      return rows.map((row) => ({
        applicationId: row.id, title: row.title, businessType: row.businessType, subjectId: row.subjectId, subjectName: row.subjectName,
        revision: row.revision, submittedAt: row.submittedAt, delivery: row.delivery, loneSubject: isLone(row, beside, isWaiting),
        needsCompanion: isLone(row, beside, () => false),
      }))
    },

    async loneSubjectsAmong(applicationIds: readonly string[]): Promise<string[]> {
      const chosen = new Set(applicationIds)
      const { rows } = await ctx.store.query(applications, { where: (row) => chosen.has(row.id) && isNewSubject(row) })
      const beside = await companionsOf(ctx.store, new Set(rows.map((row) => row.subjectId)))
      return rows.filter((row) => isLone(row, beside, (other) => chosen.has(other.id))).map((row) => row.id)
    },

    async markExported(tx: Transaction, applicationId: string, mark: ExportMark): Promise<void> {
      const application = await tx.get(applications, applicationId)
      if (application === undefined) throw new AppError('general.notFound')
      const delivery = nextDeliveryStatus(application.delivery, 'exported')
      if (!isWaiting(application) || application.revisions.length !== mark.revision || delivery === undefined) {
        throw new AppError('filing.stateRefused', { params: { status: APPLICATION_STATUS_LABELS[application.status].label, action: '导出' } })
      }
      const at = ctx.time.now()
      await tx.put(applications, {
        ...application, delivery, updatedAt: at,
        revisions: application.revisions.map((revision) => (revision.revision === mark.revision ? { ...revision, contentSha256: mark.contentSha256 } : revision)),
        exports: [...application.exports, { bundleId: mark.bundleId, stationId: mark.stationId, revision: mark.revision, at }],
        timeline: withEntry(application.timeline, { at, event: 'exported', title: DELIVERY_STATUS_LABELS.exported.label, detail: `第 ${mark.revision} 版，${bundleWords({ ...mark, at })}`, bundleId: mark.bundleId }),
      })
    },

    async markReceived(tx: Transaction, applicationId: string, mark: ReceiptMark): Promise<void> {
      const application = await tx.get(applications, applicationId)
      // News of a revision that has been overtaken, or of an application that is not here, changes nothing.
      if (application === undefined || application.revisions.length !== mark.revision) return
      if (application.withdrawalExports?.some((entry) => entry.bundleId === mark.bundleId) === true) return deps.withdrawals.markWithdrawalReceived(tx, application, mark)
      if (mark.refusal !== undefined) return
      const delivery = nextDeliveryStatus(application.delivery, 'receiptImported')
      if (delivery === undefined) return
      const at = mark.receivedAt ?? ctx.time.now()
      const title = DELIVERY_STATUS_LABELS.received.label
      const timeline = withEntry(application.timeline, { at, event: 'received', title, who: mark.stationName, detail: `第 ${mark.revision} 版，${mark.bundle}`, bundleId: mark.bundleId })
      if (timeline.length === application.timeline.length) return
      await tx.put(applications, { ...application, delivery, updatedAt: ctx.time.now(), timeline })
      if (delivery === application.delivery) return
      await deps.notices.add(tx, {
        accountId: application.ownerAccountId, kind: 'receipt', title: `${title}：${application.title}`.slice(0, 200),
        body: application.status === 'withdrawn' ? `${mark.stationName} 已签收，但本机已撤销该申请，请导出交接包告知对方。` : `${mark.stationName} 已签收，等待民警审核。`, link: linkTo.application(application.id),
      })
    },
  }
}
