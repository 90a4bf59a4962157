import { MAX_BUNDLE_BYTES } from '#shared/bundle/limits'
import type { BundleType } from '#shared/bundle/envelope'
import { judgeBundle, type LedgerJudgement } from '#shared/bundle/ledger'
import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { STATION_ROLE_LABELS } from '#shared/filing/state-labels'
import { checkBundle, extractFiles } from '../../bundle/reader'
import type { CheckedBundle, InspectAttachment } from '../../bundle/types'
import type { BundleFolder } from '../../bundle-folder'
import type { CallContext } from '../../call'
import { ledger, type LedgerRecord } from '../../collections/handover.collections'
import { knownStations, self, type KnownStationRecord, type SelfRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { Reader, Transaction } from '../../store/store'
import type { ApplicationsHandover } from '../applications/applications.types'
import type { TakeInService } from '../review/take-in.service'
import { checkCodeOf } from './receipts'
import { takerFor, type AcceptedItem, type ItemTaker } from './take-in'

export const BUNDLE_TYPE_LABELS: Record<BundleType, string> = {
  'application-batch': '申请交接包', 'decision-batch': '审核结果', receipt: '回执', transfer: '主体移交', 'transfer-acceptance': '主体接收', register: '登记簿',
  'trust-list': '信任名单', 'dictionary-update': '字典更新',
}

interface ImportDeps {
  folder: BundleFolder
  takeIn: TakeInService
  applications: ApplicationsHandover
  inspect: InspectAttachment
}

/** A sender confirmed by comparing fingerprints; its region comes with its card. */
function senderRecord(checked: CheckedBundle, at: string, by: string): KnownStationRecord {
  const { stationId, name, role, epoch, keyId, publicKey, recipient, fingerprint } = checked.sender
  return { id: stationId, name, role, region: { code: '000000', name: '未提供' }, epoch, keyId, publicKey, recipient, fingerprint, trustedAt: at, trustedBy: by }
}

function ledgerRow(checked: CheckedBundle, at: string, fields: Pick<LedgerRecord, 'id' | 'status' | 'items' | 'fileName'> & Partial<LedgerRecord>): LedgerRecord {
  const { envelope } = checked
  return {
    direction: 'in', type: envelope.type, partnerId: envelope.sender.stationId, partnerName: envelope.sender.name, sequence: envelope.seq,
    previousBundleSha256: envelope.prevBundleSha256, sha256: checked.bundleSha256, size: checked.size, at, files: envelope.counts.files, ...fields,
  }
}

/** Taking a bundle in (bundle.md §4): pass 1 and a preview, then, confirmed, pass 2 and one commit with the ledger row. */
export function createImportService(ctx: CoreContext, deps: ImportDeps) {
  async function ownStation(): Promise<SelfRecord> {
    const own = await ctx.store.get(self, 'self')
    if (own === undefined) throw new AppError('general.notReady')
    return own
  }

  async function check(incomingId: string, call: CallContext): Promise<{ checked: CheckedBundle; taker: ItemTaker }> {
    const path = await deps.folder.requireIncoming(incomingId)
    const own = await ownStation()
    const { rows } = await ctx.store.query(knownStations)
    const stations = await Promise.all(rows.map((row) => ctx.store.get(knownStations, row.id)))
    const checked = await checkBundle(path, {
      identities: [own.keys.identity], inspect: deps.inspect, signal: call.task.signal,
      knownStations: stations.flatMap((station) =>
        station === undefined || station.trustedAt === null ? [] : [{ stationId: station.id, name: station.name, keys: [{ publicKey: station.publicKey, epoch: station.epoch }] }]),
      onProgress: (done, total) => call.task.progress('正在检查交接包', done, total),
    })
    const taker = takerFor(ctx, own.role, checked, deps)
    if (taker === undefined) {
      throw new AppError('handover.typeRefused', { params: { role: STATION_ROLE_LABELS[own.role], type: BUNDLE_TYPE_LABELS[checked.envelope.type] } })
    }
    return { checked, taker }
  }

  async function judge(reader: Reader, checked: CheckedBundle): Promise<LedgerJudgement> {
    const { rows } = await reader.query(ledger, { where: (row) => row.direction === 'in' && row.partnerId === checked.envelope.sender.stationId && row.status !== 'quarantined' })
    return judgeBundle(
      rows.map((row) => ({ bundleId: row.id, seq: row.sequence, sha256: row.sha256 })),
      { bundleId: checked.envelope.bundleId, seq: checked.envelope.seq, sha256: checked.bundleSha256, prevBundleSha256: checked.envelope.prevBundleSha256 },
    )
  }

  async function preview(input: Input<'bundles.preview'>, call: CallContext): Promise<Output<'bundles.preview'>> {
    const { checked, taker } = await check(input.incomingId, call)
    const judgement = await judge(ctx.store, checked)
    const items: Output<'bundles.preview'>['items'] = []
    for (const item of checked.items) items.push(await taker.preview(ctx.store, item))
    const { envelope, sender } = checked
    return {
      incomingId: input.incomingId, bundleId: envelope.bundleId, sha256: checked.bundleSha256, type: envelope.type, createdAt: envelope.createdAt, sequence: envelope.seq,
      sender: { stationId: sender.stationId, name: sender.name, role: sender.role, fingerprint: sender.fingerprint, trusted: sender.standing === 'known' },
      verdict: judgement.verdict, verdictReason: judgement.reason, warnings: judgement.warnings, items, counts: envelope.counts,
    }
  }

  async function receive(input: Input<'bundles.upload'>, source: AsyncIterable<Uint8Array>): Promise<Output<'bundles.upload'>> {
    await deps.folder.sweep(ctx.ports.clock.now())
    const incomingId = ctx.ports.ids.uuid()
    const size = await deps.folder.receive(incomingId, source, MAX_BUNDLE_BYTES)
    return { incomingId, size }
  }

  async function quarantine(checked: CheckedBundle, judgement: LedgerJudgement, call: CallContext): Promise<Output<'bundles.accept'>> {
    const reason = judgement.reason ?? '已隔离'
    const items = checked.items.map((item): AcceptedItem => ({ applicationId: item.item.applicationId, title: item.item.applicationId, outcome: 'setAside', reason }))
    await ctx.write(call, `隔离交接包：${reason}`, (tx) => tx.put(ledger, ledgerRow(checked, ctx.time.now(), {
      id: ctx.ports.ids.uuid(), status: 'quarantined', reason, fileName: checked.envelope.bundleId,
      items: checked.items.map(({ item }) => ({ applicationId: item.applicationId, title: '', businessType: item.businessType, revision: item.revision, contentSha256: item.contentSha256, outcome: 'setAside', reason })),
    })))
    return { bundleId: checked.envelope.bundleId, type: checked.envelope.type, taken: 0, setAside: items.length, checkCode: '—', items }
  }

  /** Same bundle again: the same answer again, nothing changes. */
  async function again(checked: CheckedBundle): Promise<Output<'bundles.accept'>> {
    const row = await ctx.store.get(ledger, checked.envelope.bundleId)
    const items = (row?.items ?? []).map((item): AcceptedItem => ({ applicationId: item.applicationId, title: item.title, outcome: 'unchanged', reason: item.reason }))
    return { bundleId: checked.envelope.bundleId, type: checked.envelope.type, taken: 0, setAside: 0, checkCode: row?.checkCode ?? '—', items }
  }

  async function commit(tx: Transaction, checked: CheckedBundle, taker: ItemTaker, sender: KnownStationRecord | undefined): Promise<{ row: LedgerRecord; items: AcceptedItem[] }> {
    const items: AcceptedItem[] = []
    for (const item of checked.items) items.push(await taker.accept(tx, item))
    const byId = new Map(items.map((item) => [item.applicationId, item]))
    const row = ledgerRow(checked, ctx.time.now(), {
      id: checked.envelope.bundleId, status: 'accepted', fileName: `${BUNDLE_TYPE_LABELS[checked.envelope.type]}-${checked.envelope.sender.name}`,
      items: checked.items.map(({ item }) => ({
        applicationId: item.applicationId, title: byId.get(item.applicationId)?.title ?? '', businessType: item.businessType, revision: item.revision,
        contentSha256: item.contentSha256, outcome: byId.get(item.applicationId)?.outcome === 'setAside' ? 'setAside' : 'taken', reason: byId.get(item.applicationId)?.reason,
      })),
    })
    const withCode = { ...row, checkCode: checkCodeOf(row) }
    await tx.put(ledger, withCode)
    if (sender !== undefined) await tx.put(knownStations, sender)
    return { row: withCode, items }
  }

  async function accept(input: Input<'bundles.accept'>, call: CallContext): Promise<Output<'bundles.accept'>> {
    const { checked, taker } = await check(input.incomingId, call)
    const judgement = await judge(ctx.store, checked)
    const unknown = checked.sender.standing === 'unknown'
    if (unknown && input.trustSender !== true) throw new AppError('handover.senderUntrusted', { params: { name: checked.sender.name } })
    const path = deps.folder.incoming(input.incomingId)
    if (judgement.verdict === 'sameAgain') {
      await deps.folder.remove(path)
      return again(checked)
    }
    if (judgement.verdict === 'quarantine') return quarantine(checked, judgement, call)
    // Pass 2: files first, durable and content-addressed; what no record refers to in the end is swept.
    await extractFiles(checked, async (file, source) => {
      await ctx.store.attachments.add(source, file.size)
    }, { identities: [(await ownStation()).keys.identity], signal: call.task.signal, onProgress: (done, total) => call.task.progress('正在存入附件', done, total) })
    const sender = unknown ? senderRecord(checked, ctx.time.now(), call.session?.name ?? '') : undefined
    const what = `导入${BUNDLE_TYPE_LABELS[checked.envelope.type]}（${checked.envelope.sender.name}）${unknown ? '，已核对发送方指纹' : ''}`
    const { row, items } = await ctx.write(call, what, (tx) => commit(tx, checked, taker, sender))
    await deps.folder.remove(path)
    const setAside = items.filter((item) => item.outcome === 'setAside').length
    return { bundleId: row.id, type: checked.envelope.type, taken: items.filter((item) => item.outcome === 'taken').length, setAside, checkCode: row.checkCode, items }
  }

  async function discard(input: Input<'bundles.discard'>): Promise<Record<string, never>> {
    await deps.folder.remove(deps.folder.incoming(input.incomingId))
    return {}
  }

  return { receive, preview, accept, discard }
}
export type ImportService = ReturnType<typeof createImportService>
