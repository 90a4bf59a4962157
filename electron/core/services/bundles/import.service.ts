import { MAX_BUNDLE_BYTES } from '#shared/bundle/limits'
import type { LedgerJudgement } from '#shared/bundle/ledger'
import type { ReceiptPayload } from '#shared/bundle/payloads'
import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { extractFiles } from '../../bundle/reader'
import type { CheckedBundle } from '../../bundle/types'
import type { CallContext } from '../../call'
import { ledger, type LedgerRecord } from '../../collections/handover.collections'
import { knownStations } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { Transaction } from '../../store/store'
import { BUNDLE_TYPE_LABELS } from '#shared/bundle/bundle-types'
import { incomingRow, judgeIncoming, openIncoming, senderRecord, type ImportDeps, type Incoming } from './incoming'
import { checkCodeOf } from './receipts'
import type { AcceptedItem, ItemTaker } from './take-in'

type Accepted = Output<'bundles.accept'>

/** Shown where a bundle has no receipt of its own. */
const NO_CODE = '—'

const answerOf = (checked: CheckedBundle, items: AcceptedItem[], checkCode: string | undefined): Accepted => ({
  bundleId: checked.envelope.bundleId, type: checked.envelope.type, checkCode: checkCode ?? NO_CODE, items,
  taken: items.filter((item) => item.outcome === 'taken').length, setAside: items.filter((item) => item.outcome === 'setAside').length,
})

async function preview(ctx: CoreContext, deps: ImportDeps, input: Input<'bundles.preview'>, call: CallContext): Promise<Output<'bundles.preview'>> {
  const { checked, taker } = await openIncoming(ctx, deps, input.incomingId, call)
  const judgement = await judgeIncoming(ctx.store, checked)
  const items: Output<'bundles.preview'>['items'] = []
  for (const item of checked.items) items.push(await taker.preview(ctx.store, item))
  for (const withdrawal of checked.envelope.withdrawals) items.push(await taker.previewWithdrawal(ctx.store, withdrawal))
  const { envelope, sender } = checked
  return {
    incomingId: input.incomingId, bundleId: envelope.bundleId, sha256: checked.bundleSha256, type: envelope.type, createdAt: envelope.createdAt, sequence: envelope.seq,
    sender: { stationId: sender.stationId, name: sender.name, role: sender.role, fingerprint: sender.fingerprint, trusted: sender.standing === 'known' },
    verdict: judgement.verdict, verdictReason: judgement.reason, warnings: judgement.warnings, items, counts: envelope.counts,
  }
}

/** Kept as it is and acted on in nothing; the file stays in the incoming folder until it lapses. */
async function quarantine(ctx: CoreContext, checked: CheckedBundle, judgement: LedgerJudgement, call: CallContext): Promise<Accepted> {
  const reason = judgement.reason ?? '已隔离'
  const items = [...checked.items.map(({ item }) => item), ...checked.envelope.withdrawals]
    .map(({ applicationId }): AcceptedItem => ({ applicationId, title: applicationId, outcome: 'setAside', reason }))
  const row = incomingRow(checked, ctx.time.now(), { id: ctx.ports.ids.uuid(), status: 'quarantined', reason, items })
  await ctx.write(call, `隔离交接包：${reason}`, (tx) => tx.put(ledger, row))
  return answerOf(checked, items, undefined)
}

/** Same bundle again: the same answer again, nothing changes. */
async function again(ctx: CoreContext, checked: CheckedBundle): Promise<Accepted> {
  const row = await ctx.store.get(ledger, checked.envelope.bundleId)
  const items = (row?.items ?? []).map((item): AcceptedItem => ({ applicationId: item.applicationId, title: item.title, outcome: 'unchanged', reason: item.reason }))
  return answerOf(checked, items, row?.checkCode)
}

async function commit(ctx: CoreContext, tx: Transaction, checked: CheckedBundle, taker: ItemTaker): Promise<{ row: LedgerRecord; items: AcceptedItem[] }> {
  const items: AcceptedItem[] = []
  for (const item of checked.items) items.push(await taker.accept(tx, item))
  for (const withdrawal of checked.envelope.withdrawals) items.push(await taker.acceptWithdrawal(tx, withdrawal))
  const row = incomingRow(checked, ctx.time.now(), { id: checked.envelope.bundleId, status: 'accepted', items })
  // A receipt carries the code of the bundle it answers: the one the review station's screen shows.
  const receipt = checked.envelope.type === 'receipt' ? (checked.items[0]?.payload as ReceiptPayload | undefined) : undefined
  const withCode = { ...row, checkCode: receipt?.checkCode ?? checkCodeOf(row) }
  await tx.put(ledger, withCode)
  return { row: withCode, items }
}

/** Pass 2: files first, durable and content-addressed; what no record refers to in the end is swept. */
async function takeFiles(ctx: CoreContext, { checked, own }: Incoming, call: CallContext): Promise<void> {
  await extractFiles(checked, async (file, source) => {
    await ctx.store.attachments.add(source, file.size)
  }, { identities: [own.keys.identity], signal: call.task.signal, onProgress: (done, total) => call.task.progress('正在存入附件', done, total) })
}

async function accept(ctx: CoreContext, deps: ImportDeps, input: Input<'bundles.accept'>, call: CallContext): Promise<Accepted> {
  const incoming = await openIncoming(ctx, deps, input.incomingId, call)
  const { checked, taker } = incoming
  const unknown = checked.sender.standing === 'unknown'
  if (unknown && input.trustSender !== true) throw new AppError('handover.senderUntrusted', { params: { name: checked.sender.name } })
  const judgement = await judgeIncoming(ctx.store, checked)
  const path = deps.folder.incoming(input.incomingId)
  if (judgement.verdict === 'sameAgain') {
    await deps.folder.remove(path)
    return again(ctx, checked)
  }
  if (judgement.verdict === 'quarantine') return quarantine(ctx, checked, judgement, call)
  await takeFiles(ctx, incoming, call)
  const what = `导入${BUNDLE_TYPE_LABELS[checked.envelope.type]}（${checked.envelope.sender.name}）${unknown ? '，已核对发送方指纹' : ''}`
  const { row, items } = await ctx.write(call, what, async (tx) => {
    // Another import may have ended while this one read its files.
    if ((await judgeIncoming(tx, checked)).verdict !== 'new') throw new AppError('bundle.older')
    if (unknown) await tx.put(knownStations, senderRecord(checked, ctx.time.now(), call.session?.name ?? ''))
    return commit(ctx, tx, checked, taker)
  })
  await deps.folder.remove(path)
  return answerOf(checked, items, row.checkCode)
}

/** Taking a bundle in (bundle.md §4): pass 1 and a preview, then, confirmed, pass 2 and one commit with the ledger row. */
export function createImportService(ctx: CoreContext, deps: ImportDeps) {
  return {
    preview: (input: Input<'bundles.preview'>, call: CallContext) => preview(ctx, deps, input, call),
    accept: (input: Input<'bundles.accept'>, call: CallContext) => accept(ctx, deps, input, call),

    async receive(source: AsyncIterable<Uint8Array>): Promise<Output<'bundles.upload'>> {
      await deps.folder.sweep(ctx.ports.clock.now())
      const incomingId = ctx.ports.ids.uuid()
      return { incomingId, size: await deps.folder.receive(incomingId, source, MAX_BUNDLE_BYTES) }
    },

    async discard(input: Input<'bundles.discard'>): Promise<Record<string, never>> {
      await deps.folder.remove(deps.folder.incoming(input.incomingId))
      return {}
    },
  }
}
export type ImportService = ReturnType<typeof createImportService>
