import type { EnvelopeWithdrawal } from '#shared/bundle/envelope'
import { WITHDRAWAL } from '#shared/bundle/withdrawal'
import type { ApplicationPayload, DecisionPayload, ReceiptPayload } from '#shared/bundle/payloads'
import type { Output } from '#shared/contract/registry'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import { businessLabel, isBusinessType } from '#shared/filing/business-types'
import type { CheckedBundle, CheckedItem } from '../../bundle/types'
import { applications } from '../../collections/filing.collections'
import { ledger } from '../../collections/handover.collections'
import type { Reader, Transaction } from '../../store/store'
import type { ApplicationsHandover, DecisionResult } from '../applications/applications.types'
import { bundleWords } from '../filing-support/bundle-words'
import { titleOf, type TakeInService } from '../review/take-in.service'

export type PreviewItem = Output<'bundles.preview'>['items'][number]
export type AcceptedItem = Output<'bundles.accept'>['items'][number]

/** How one type of bundle is previewed and taken in, item by item: one bad item never stops the others (bundle.md §4). */
export interface ItemTaker {
  preview(reader: Reader, item: CheckedItem): Promise<PreviewItem>
  /** Inside the one transaction of the bundle. */
  accept(tx: Transaction, item: CheckedItem): Promise<AcceptedItem>
  /** An application taken back after it was handed over. */
  previewWithdrawal(reader: Reader, withdrawal: EnvelopeWithdrawal): Promise<PreviewItem>
  acceptWithdrawal(tx: Transaction, withdrawal: EnvelopeWithdrawal): Promise<AcceptedItem>
}

const NO_WITHDRAWALS = '只有交给审核端的申请才能撤销'
/** Bundles that have no business with withdrawals. */
const withoutWithdrawals: Pick<ItemTaker, 'previewWithdrawal' | 'acceptWithdrawal'> = {
  previewWithdrawal: async (_reader, { applicationId, revision }) =>
    ({ applicationId, title: applicationId, businessType: WITHDRAWAL, revision, verdict: 'refused', reason: NO_WITHDRAWALS }),
  acceptWithdrawal: async (_tx, { applicationId }) => ({ applicationId, title: applicationId, outcome: 'setAside', reason: NO_WITHDRAWALS }),
}

interface Deps {
  takeIn: TakeInService
  applications: ApplicationsHandover
}

const VERDICT_OF_DECISION: Record<DecisionResult['kind'], PreviewItem['verdict']> = {
  applied: 'new', alreadyApplied: 'identical', conflict: 'conflicting', unknown: 'refused',
}
const UNKNOWN_APPLICATION = '本机没有这个申请'
const reasonOf = (result: DecisionResult): string | undefined => (result.kind === 'conflict' ? result.reason : result.kind === 'unknown' ? UNKNOWN_APPLICATION : undefined)

/** Applications arriving at a review station. */
function applicationTaker(checked: CheckedBundle, deps: Deps): ItemTaker {
  const titled = (item: CheckedItem): Pick<PreviewItem, 'applicationId' | 'title' | 'businessType' | 'revision'> => {
    const payload = item.payload as ApplicationPayload | undefined
    const title = payload !== undefined && isBusinessType(payload.businessType) ? titleOf(payload).title : item.item.applicationId
    return { applicationId: item.item.applicationId, title, businessType: item.item.businessType, revision: item.item.revision }
  }
  const sender = checked.envelope.sender.stationId
  return {
    async previewWithdrawal(reader, withdrawal) {
      const { title, verdict } = await deps.takeIn.judgeWithdrawal(reader, withdrawal, sender)
      const base = { applicationId: withdrawal.applicationId, title, businessType: WITHDRAWAL, revision: withdrawal.revision }
      return { ...base, verdict: verdict.kind === 'early' ? 'new' : verdict.kind, ...('reason' in verdict ? { reason: verdict.reason } : { detail: '申请人已撤销，不再审核' }) }
    },
    async acceptWithdrawal(tx, withdrawal) {
      const { title, verdict } = await deps.takeIn.judgeWithdrawal(tx, withdrawal, sender)
      const base = { applicationId: withdrawal.applicationId, title }
      if (verdict.kind === 'conflicting') return { ...base, outcome: 'setAside', reason: verdict.reason }
      if (verdict.kind === 'identical') return { ...base, outcome: 'unchanged' }
      if (verdict.kind === 'early') return { ...base, outcome: 'taken', reason: verdict.reason }
      await deps.takeIn.withdraw(tx, withdrawal)
      return { ...base, outcome: 'taken', reason: '申请人已撤销，不再审核' }
    },
    async preview(reader, item) {
      if (item.refusal !== undefined || item.payload === undefined) return { ...titled(item), verdict: 'refused', reason: item.refusal?.message ?? '不认识的内容' }
      const verdict = await deps.takeIn.judge(reader, item.payload as ApplicationPayload, item.item.contentSha256)
      return { ...titled(item), verdict: verdict.kind, reason: 'reason' in verdict ? verdict.reason : undefined }
    },
    async accept(tx, item) {
      const { applicationId, title } = titled(item)
      if (item.refusal !== undefined || item.payload === undefined) return { applicationId, title, outcome: 'setAside', reason: item.refusal?.message ?? '不认识的内容' }
      const payload = item.payload as ApplicationPayload
      const verdict = await deps.takeIn.judge(tx, payload, item.item.contentSha256)
      if ('reason' in verdict) return { applicationId, title, outcome: 'setAside', reason: verdict.reason }
      if (verdict.kind === 'identical') return { applicationId, title, outcome: 'unchanged' }
      await deps.takeIn.takeIn(tx, payload, {
        bundleId: checked.envelope.bundleId, stationId: checked.envelope.sender.stationId, stationName: checked.envelope.sender.name, contentSha256: item.item.contentSha256,
      })
      return { applicationId, title, outcome: 'taken' }
    },
  }
}

/** Decisions coming back to an applicant's or a counter's station. */
function decisionTaker(deps: Deps): ItemTaker {
  async function titled(reader: Reader, item: CheckedItem): Promise<{ applicationId: string; title: string }> {
    const held = await reader.get(applications, item.item.applicationId)
    return { applicationId: item.item.applicationId, title: held?.title ?? item.item.applicationId }
  }
  const refused = (item: CheckedItem): string | undefined => item.refusal?.message ?? (item.payload === undefined ? '不认识的内容' : undefined)
  return {
    ...withoutWithdrawals,
    async preview(reader, item) {
      const base = { ...(await titled(reader, item)), businessType: item.item.businessType, revision: item.item.revision }
      const refusal = refused(item)
      if (refusal !== undefined) return { ...base, verdict: 'refused', reason: refusal }
      const payload = item.payload as DecisionPayload
      const result = await deps.applications.previewDecision(payload)
      const label = `${isBusinessType(item.item.businessType) ? businessLabel(item.item.businessType) : ''}：${APPLICATION_STATUS_LABELS[payload.outcome].label}`
      return { ...base, verdict: VERDICT_OF_DECISION[result.kind], reason: reasonOf(result), detail: payload.filingNumber === null ? label : `${label}，${payload.filingNumber}` }
    },
    async accept(tx, item) {
      const base = await titled(tx, item)
      const refusal = refused(item)
      if (refusal !== undefined) return { ...base, outcome: 'setAside', reason: refusal }
      const result = await deps.applications.applyDecision(tx, item.payload as DecisionPayload)
      if (result.kind === 'applied') return { ...base, outcome: 'taken' }
      return result.kind === 'alreadyApplied' ? { ...base, outcome: 'unchanged' } : { ...base, outcome: 'setAside', reason: reasonOf(result) }
    },
  }
}

/** The receipt of a bundle that went out from here. */
function receiptTaker(checked: CheckedBundle, deps: Deps): ItemTaker {
  async function refused(reader: Reader, item: CheckedItem): Promise<string | undefined> {
    if (item.refusal !== undefined || item.payload === undefined) return item.refusal?.message ?? '不认识的内容'
    const payload = item.payload as ReceiptPayload
    const row = await reader.get(ledger, payload.bundleId)
    if (row === undefined || row.direction !== 'out') return '本机没有导出过这个交接包'
    if (row.partnerId !== checked.envelope.sender.stationId) return '回执不是由交接包的接收站点出具的'
    return row.sha256 === payload.bundleSha256 ? undefined : '回执所写的文件校验值与导出的交接包不同'
  }
  const titleOfReceipt = async (reader: Reader, item: CheckedItem): Promise<string> => (await reader.get(ledger, item.item.applicationId))?.fileName ?? '回执'
  return {
    ...withoutWithdrawals,
    async preview(reader, item) {
      const base = { applicationId: item.item.applicationId, title: await titleOfReceipt(reader, item), businessType: 'receipt', revision: 1 }
      const reason = await refused(reader, item)
      if (reason !== undefined) return { ...base, verdict: 'refused', reason }
      const { items, checkCode } = item.payload as ReceiptPayload
      const row = await reader.get(ledger, item.item.applicationId)
      const taken = items.filter((entry) => entry.outcome === 'taken').length
      return { ...base, verdict: row?.status === 'acknowledged' ? 'identical' : 'new', detail: `签收 ${taken} 个，搁置 ${items.length - taken} 个，核对码 ${checkCode}` }
    },
    async accept(tx, item) {
      const base = { applicationId: item.item.applicationId, title: await titleOfReceipt(tx, item) }
      const reason = await refused(tx, item)
      if (reason !== undefined) return { ...base, outcome: 'setAside', reason }
      const payload = item.payload as ReceiptPayload
      const row = await tx.get(ledger, payload.bundleId)
      if (row === undefined) return { ...base, outcome: 'setAside', reason: UNKNOWN_APPLICATION }
      if (row.status === 'acknowledged') return { ...base, outcome: 'unchanged' }
      const outcomes = new Map(payload.items.map((entry) => [entry.applicationId, entry]))
      await tx.put(ledger, {
        ...row, status: 'acknowledged', checkCode: payload.checkCode, receiptBundleId: checked.envelope.bundleId,
        items: row.items.map((entry) => ({ ...entry, outcome: outcomes.get(entry.applicationId)?.outcome ?? entry.outcome, reason: outcomes.get(entry.applicationId)?.reason })),
      })
      for (const entry of payload.items) {
        await deps.applications.markReceived(tx, entry.applicationId, {
          revision: entry.revision, bundleId: payload.bundleId, bundle: bundleWords(row), stationName: checked.envelope.sender.name, receivedAt: payload.receivedAt,
          refusal: entry.outcome === 'taken' ? undefined : (entry.reason ?? '已搁置'),
        })
      }
      return { ...base, outcome: 'taken' }
    },
  }
}

/** The taker of a bundle's type at this station; undefined where the station's role does not take that type in. */
export function takerFor(role: string, checked: CheckedBundle, deps: Deps): ItemTaker | undefined {
  const reviewing = role === 'review'
  switch (checked.envelope.type) {
    case 'application-batch': return reviewing ? applicationTaker(checked, deps) : undefined
    case 'decision-batch': return reviewing ? undefined : decisionTaker(deps)
    case 'receipt': return reviewing ? undefined : receiptTaker(checked, deps)
    default: return undefined
  }
}
