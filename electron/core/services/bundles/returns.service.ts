import { PAYLOAD_VERSION, type DecisionPayload, type ReceiptPayload } from '#shared/bundle/payloads'
import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { formatFilingNumber } from '#shared/filing/validators/index'
import type { CallContext } from '../../call'
import { ledger, reviewItems, type ReviewItemRecord } from '../../collections/handover.collections'
import { knownStations, self } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { MadeBundle, MakeService, Outgoing } from './make.service'
import { receiptOf } from './receipts'

type PendingReturn = Output<'bundles.pendingReturns'>['returns'][number]

/** Receipts and decisions that no bundle has taken back yet, by station. */
async function pendingReturns(ctx: CoreContext): Promise<Output<'bundles.pendingReturns'>> {
  const bundles = await ctx.store.query(ledger, {
    where: (row) => row.direction === 'in' && row.type === 'application-batch' && row.status === 'accepted' && row.receiptBundleId === undefined,
    sort: (a, b) => (a.at < b.at ? -1 : 1),
  })
  const decided = await ctx.store.query(reviewItems, {
    where: (row) => row.decidedAt !== null && row.decisionBundleId === undefined, sort: (a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1),
  })
  const byStation = new Map<string, PendingReturn>()
  const of = (stationId: string, stationName: string): PendingReturn => {
    const entry = byStation.get(stationId) ?? { stationId, stationName, receipts: [], decisions: [] }
    byStation.set(stationId, entry)
    return entry
  }
  for (const row of bundles.rows) of(row.partnerId, row.partnerName).receipts.push({ bundleId: row.id, at: row.at, items: row.items })
  for (const row of decided.rows) {
    of(row.sourceStationId, row.sourceName).decisions.push({ applicationId: row.id, title: row.title, outcome: row.status, decidedAt: row.decidedAt ?? '' })
  }
  return { returns: [...byStation.values()] }
}

/** The decision as it travels. @throws AppError handover.notExportable while there is none */
async function decisionOf(ctx: CoreContext, item: ReviewItemRecord): Promise<DecisionPayload> {
  const own = await ctx.store.get(self, 'self')
  const outcome = item.status
  if (own === undefined || item.decidedAt === null || (outcome !== 'approved' && outcome !== 'rejected' && outcome !== 'returned')) {
    throw new AppError('handover.notExportable', { params: { title: item.title, reason: '尚无审核结果' } })
  }
  return {
    applicationId: item.id, revision: item.payload.revision, basedOn: item.contentSha256, outcome, opinions: item.opinions, remark: item.remark,
    filingNumber: item.filingNumber === undefined ? null : formatFilingNumber(item.filingNumber), demo: item.demo ?? false, decidedAt: item.decidedAt,
    reviewer: { name: item.decidedBy ?? '' }, station: { id: own.stationId, name: own.name },
  }
}

/** What a review station sends back: receipts for bundles, decisions on applications. */
export function createReturnsService(ctx: CoreContext, deps: { make: MakeService }) {
  async function exportReceipt(input: Input<'bundles.exportReceipt'>, call: CallContext): Promise<MadeBundle> {
    const row = await ctx.store.get(ledger, input.bundleId)
    if (row === undefined || row.direction !== 'in' || row.status !== 'accepted') throw new AppError('general.notFound')
    const payload: ReceiptPayload = receiptOf(row)
    return deps.make.make({
      type: 'receipt', stationId: row.partnerId, attachments: [], what: '导出回执', checkCode: payload.checkCode,
      documents: [{ applicationId: row.id, businessType: 'receipt', revision: 1, schemaVersion: PAYLOAD_VERSION, title: row.fileName, payload }],
      async mark(tx, written) {
        const current = await tx.get(ledger, row.id)
        if (current !== undefined) await tx.put(ledger, { ...current, receiptBundleId: written.bundleId })
      },
    }, call)
  }

  async function exportDecisions(input: Input<'bundles.exportDecisions'>, call: CallContext): Promise<MadeBundle> {
    if ((await ctx.store.get(knownStations, input.stationId)) === undefined) throw new AppError('station.unknown')
    const documents: Outgoing[] = []
    for (const id of [...new Set(input.applicationIds)]) {
      const item = await ctx.store.get(reviewItems, id)
      if (item === undefined || item.sourceStationId !== input.stationId) throw new AppError('general.notFound')
      documents.push({
        applicationId: id, businessType: item.payload.businessType, revision: item.payload.revision, schemaVersion: PAYLOAD_VERSION, basedOn: item.contentSha256,
        title: item.title, payload: await decisionOf(ctx, item),
      })
    }
    return deps.make.make({
      type: 'decision-batch', stationId: input.stationId, documents, attachments: [], what: `导出审核结果（${documents.length} 个）`,
      async mark(tx, written) {
        for (const item of written.envelope.items) {
          const current = await tx.get(reviewItems, item.applicationId)
          if (current === undefined || current.contentSha256 !== item.basedOn) throw new AppError('handover.notExportable', { params: { title: current?.title ?? '', reason: '导出期间有新的修订' } })
          const at = ctx.time.now()
          await tx.put(reviewItems, { ...current, decisionBundleId: written.bundleId, timeline: [...current.timeline, { at, event: 'decisionExported', title: '审核结果已导出' }] })
        }
      },
    }, call)
  }

  return { pending: () => pendingReturns(ctx), exportReceipt, exportDecisions }
}
export type ReturnsService = ReturnType<typeof createReturnsService>
