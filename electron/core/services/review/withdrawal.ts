import type { EnvelopeWithdrawal } from '#shared/bundle/envelope'
import { businessLabel } from '#shared/filing/business-types'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import { nextApplicationStatus } from '#shared/filing/states'
import { ledger, reviewItems, type ReviewItemRecord } from '../../collections/handover.collections'
import { accounts } from '../../collections/station.collections'
import type { Reader, Transaction } from '../../store/store'
import type { FilingDeps } from '../filing-support/deps'
import { linkTo } from '../filing-support/links'

/** What a withdrawal would do here; `early`: the application itself has not arrived. `reason` is a Chinese sentence. */
export type WithdrawalVerdict = { kind: 'new' } | { kind: 'identical' } | { kind: 'early'; reason: string } | { kind: 'conflicting'; reason: string }

const EARLY: WithdrawalVerdict = { kind: 'early', reason: '该申请尚未导入，导入后按已撤销办理' }
const conflicting = (reason: string): WithdrawalVerdict => ({ kind: 'conflicting', reason })

function judge(held: ReviewItemRecord | undefined, { revision }: EnvelopeWithdrawal, stationId: string): WithdrawalVerdict {
  if (held === undefined) return EARLY
  if (held.sourceStationId !== stationId) return conflicting('该申请不是由这个站点交来的，不能由它撤销')
  if (revision > held.payload.revision) return EARLY
  if (revision < held.payload.revision) return conflicting(`本机已有第 ${held.payload.revision} 次提交`)
  if (held.status === 'withdrawn') return { kind: 'identical' }
  const { label } = APPLICATION_STATUS_LABELS[held.status]
  return nextApplicationStatus(held.status, 'learnWithdrawn') === undefined ? conflicting(`该申请已有审核结果“${label}”，不能再撤销`) : { kind: 'new' }
}

/** Withdrawals that reach the review station, before or after the application itself (domain.md §4). */
export function createWithdrawalTaking(deps: FilingDeps) {
  /** Who must know: the reviewer at work on it, or whoever might take it up. */
  async function readers(tx: Transaction, { claimedBy }: ReviewItemRecord): Promise<string[]> {
    if (claimedBy !== undefined) return [claimedBy.accountId]
    return (await tx.query(accounts, { where: (row) => row.roles.includes('reviewer') && !row.disabled })).rows.map((row) => row.id)
  }

  async function withdraw(tx: Transaction, { applicationId, withdrawnAt }: EnvelopeWithdrawal): Promise<void> {
    const held = await tx.get(reviewItems, applicationId)
    const status = held && nextApplicationStatus(held.status, 'learnWithdrawn')
    if (held === undefined || status === undefined) return
    const timeline = [...held.timeline, { at: withdrawnAt, event: 'withdrawn', title: '申请人撤销申请', who: held.payload.submittedBy.name }]
    await tx.put(reviewItems, { ...held, status, timeline })
    for (const accountId of await readers(tx, held)) {
      await deps.notices.add(tx, {
        accountId, kind: 'withdrawn', title: `申请人已撤销：${businessLabel(held.payload.businessType)}“${held.title}”`.slice(0, 200),
        body: `${held.sourceName} 交来的撤销已导入，该申请不再审核。`, link: linkTo.reviewItem(held.id),
      })
    }
  }

  return {
    withdraw,
    async judgeWithdrawal(reader: Reader, withdrawal: EnvelopeWithdrawal, stationId: string): Promise<{ title: string; verdict: WithdrawalVerdict }> {
      const held = await reader.get(reviewItems, withdrawal.applicationId)
      return { title: held?.title ?? '尚未导入的申请', verdict: judge(held, withdrawal, stationId) }
    },

    /** The withdrawal that came in before its application did. */
    async withdrawEarly(tx: Transaction, item: ReviewItemRecord): Promise<void> {
      const { revision } = item.payload
      const { rows } = await tx.query(ledger, {
        where: (row) => row.direction === 'in' && row.status === 'accepted' && row.partnerId === item.sourceStationId
          && row.withdrawn.some((entry) => entry.applicationId === item.id && entry.revision === revision),
      })
      if (rows[0] !== undefined) await withdraw(tx, { applicationId: item.id, revision, withdrawnAt: rows[0].at })
    },
  }
}
