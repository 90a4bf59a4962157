import { AppError } from '#shared/errors/app-error'
import { applications, type ApplicationRecord } from '../../collections/filing.collections'
import { knownStations } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { Reader, Transaction } from '../../store/store'
import { bundleWords } from '../filing-support/bundle-words'
import type { FilingDeps } from '../filing-support/deps'
import { linkTo } from '../filing-support/links'
import { withEntry } from '../filing-support/rows'
import type { ReceiptMark, UntoldWithdrawal, WithdrawalMark } from './applications.types'

/** Stations that were handed the last revision of a withdrawn application and have not been told of the withdrawal. */
export function stationsToTell({ status, exports, revisions, withdrawalExports = [] }: ApplicationRecord): string[] {
  if (status !== 'withdrawn') return []
  const told = new Set(withdrawalExports.map((entry) => entry.stationId))
  return [...new Set(exports.filter((entry) => entry.revision === revisions.length).map((entry) => entry.stationId))].filter((id) => !told.has(id))
}

export async function stationNames(reader: Reader, ids: readonly string[]): Promise<string[]> {
  return Promise.all(ids.map(async (id) => (await reader.get(knownStations, id))?.name ?? '审核端'))
}

const withdrawnAt = ({ timeline, updatedAt }: ApplicationRecord): string => timeline.findLast((entry) => entry.event === 'withdrawn')?.at ?? updatedAt

/** A review station that holds a withdrawn application learns of it with the next bundle (bundle.md §2, `withdrawals`). */
export function createWithdrawals(ctx: CoreContext, deps: FilingDeps) {
  return {
    async untoldWithdrawals(accountId: string): Promise<UntoldWithdrawal[]> {
      const { rows } = await ctx.store.query(applications, { where: (row) => row.ownerAccountId === accountId && row.status === 'withdrawn' })
      const found = await Promise.all(rows.map(async (row): Promise<UntoldWithdrawal[]> => {
        const application = await ctx.store.get(applications, row.id)
        if (application === undefined) return []
        const ids = stationsToTell(application)
        const names = await stationNames(ctx.store, ids)
        return ids.map((stationId, index) => ({
          applicationId: row.id, title: row.title, businessType: row.businessType, revision: row.revision, withdrawnAt: withdrawnAt(application),
          stationId, stationName: names[index] ?? '',
        }))
      }))
      return found.flat().sort((a, b) => (a.withdrawnAt < b.withdrawnAt ? -1 : 1))
    },

    /** @throws AppError general.notFound */
    async markWithdrawalExported(tx: Transaction, applicationId: string, mark: WithdrawalMark): Promise<void> {
      const application = await tx.get(applications, applicationId)
      if (application === undefined) throw new AppError('general.notFound')
      const at = ctx.time.now()
      await tx.put(applications, {
        ...application, updatedAt: at, withdrawalExports: [...(application.withdrawalExports ?? []), { bundleId: mark.bundleId, stationId: mark.stationId, at }],
        timeline: withEntry(application.timeline, { at, event: 'withdrawalExported', title: '撤销已导出，待告知审核端', detail: bundleWords({ ...mark, at }), bundleId: mark.bundleId }),
      })
    },

    /** The station's receipt for a bundle that told it; `refusal` when it could not withdraw the application any more. */
    async markWithdrawalReceived(tx: Transaction, application: ApplicationRecord, mark: ReceiptMark): Promise<void> {
      const title = mark.refusal === undefined ? '审核端已收到撤销' : '审核端没有办理撤销'
      const timeline = withEntry(application.timeline, {
        at: mark.receivedAt ?? ctx.time.now(), event: 'withdrawalReceived', title, who: mark.stationName, detail: mark.refusal ?? mark.bundle, bundleId: mark.bundleId,
      })
      if (timeline.length === application.timeline.length) return
      await tx.put(applications, { ...application, updatedAt: ctx.time.now(), timeline })
      await deps.notices.add(tx, {
        accountId: application.ownerAccountId, kind: 'receipt', title: `${title}：${application.title}`.slice(0, 200),
        body: mark.refusal === undefined ? `${mark.stationName} 已收到撤销，不再审核该申请。` : `${mark.stationName} 没有办理撤销：${mark.refusal}。请与审核端联系。`.slice(0, 2000),
        link: linkTo.application(application.id),
      })
    },
  }
}
