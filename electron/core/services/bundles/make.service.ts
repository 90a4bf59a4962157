import { AppError } from '#shared/errors/app-error'
import type { BundleEnvelope, BundleType } from '#shared/bundle/envelope'
import { WITHDRAWAL } from '#shared/bundle/withdrawal'
import type { AttachmentRef } from '#shared/filing/types'
import type { Output } from '#shared/contract/registry'
import type { BundleDocument, BundleFile, WrittenBundle } from '../../bundle/types'
import { writeBundle } from '../../bundle/writer'
import type { BundleFolder } from '../../bundle-folder'
import type { CallContext } from '../../call'
import { ledger, type LedgerRecord } from '../../collections/handover.collections'
import { knownStations, self, type KnownStationRecord, type SelfRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { createQueue } from '../../queue'
import type { Transaction } from '../../store/store'
import { chinaDate } from '../../filing-time'

/** One document of a bundle to be made, with its title for 交接记录. */
export interface Outgoing extends BundleDocument {
  title: string
}

export interface MakeRequest {
  type: BundleType
  stationId: string
  documents: readonly Outgoing[]
  attachments: readonly AttachmentRef[]
  /** Applications taken back after they were handed over to this station. */
  withdrawals?: readonly (BundleEnvelope['withdrawals'][number] & { title: string })[]
  /** For the audit log. */
  what: string
  checkCode?: string
  /** Marks the records that travel, in the transaction of the ledger row. */
  mark(tx: Transaction, written: WrittenBundle): Promise<void>
}

export type MadeBundle = Output<'bundles.export'>

const TYPE_TITLES: Partial<Record<BundleType, string>> = { 'application-batch': '交接包', 'decision-batch': '审核结果', receipt: '回执' }

/** Characters no system takes in a file name; the station's name is a person's text. */
const fileNamePart = (text: string): string => text.replace(/[\p{C}<>:"/\\|?*.\s]+/gu, '').slice(0, 24) || '本站'

/** The ledger's row of a bundle made here. */
function ledgerRow(request: MakeRequest, partner: KnownStationRecord, written: WrittenBundle, fileName: string, previous: string | null): LedgerRecord {
  const titles = new Map([...request.documents, ...(request.withdrawals ?? [])].map((entry) => [entry.applicationId, entry.title]))
  const withdrawals = written.envelope.withdrawals.map(({ applicationId, revision }) =>
    ({ applicationId, title: titles.get(applicationId) ?? '', businessType: WITHDRAWAL, revision, outcome: 'sent' }))
  return {
    id: written.bundleId, direction: 'out', type: request.type, partnerId: partner.id, partnerName: partner.name, sequence: written.envelope.seq,
    previousBundleSha256: previous, sha256: written.sha256, size: written.size, at: written.envelope.createdAt, fileName, status: 'made',
    files: written.envelope.counts.files, checkCode: request.checkCode,
    items: [
      ...written.envelope.items.map((item) => ({
        applicationId: item.applicationId, title: titles.get(item.applicationId) ?? '', businessType: item.businessType, revision: item.revision,
        contentSha256: item.contentSha256, outcome: 'sent',
      })),
      ...withdrawals,
    ],
  }
}

/** Makes bundles: numbers them in a row per recipient, writes and verifies the file, then enters the ledger (bundle.md §2–§4). */
export function createMakeService(ctx: CoreContext, folder: BundleFolder) {
  // Two exports at once would take the same number of the row.
  const queue = createQueue()

  async function stationOf(stationId: string): Promise<KnownStationRecord> {
    const station = await ctx.store.get(knownStations, stationId)
    if (station === undefined) throw new AppError('station.unknown')
    return station
  }

  async function ownStation(): Promise<SelfRecord> {
    const own = await ctx.store.get(self, 'self')
    if (own === undefined) throw new AppError('general.notReady')
    return own
  }

  async function lastTo(stationId: string): Promise<{ sequence: number; sha256: string | null }> {
    const { rows } = await ctx.store.query(ledger, { where: (row) => row.direction === 'out' && row.partnerId === stationId, sort: (a, b) => b.sequence - a.sequence, limit: 1 })
    return { sequence: rows[0]?.sequence ?? 0, sha256: rows[0]?.sha256 ?? null }
  }

  const fileOf = (file: AttachmentRef): BundleFile => ({
    sha256: file.sha256, size: file.size, type: file.type, name: file.name, read: () => ctx.store.attachments.read(file.sha256),
  })

  async function make(request: MakeRequest, call: CallContext): Promise<MadeBundle> {
    const [partner, own] = [await stationOf(request.stationId), await ownStation()]
    const last = await lastTo(partner.id)
    const bundleId = ctx.ports.ids.uuid()
    const createdAt = ctx.time.now()
    const target = folder.outgoing(bundleId)
    const title = TYPE_TITLES[request.type] ?? '交接包'
    const fileName = `${title}-${fileNamePart(own.name)}-${chinaDate(createdAt).replaceAll('-', '')}-${String(last.sequence + 1).padStart(4, '0')}.beian`
    await folder.prepareOutgoing()
    const written = await writeBundle({
      envelope: {
        type: request.type, bundleId, sender: { stationId: own.stationId, name: own.name, role: own.role, region: own.region }, seq: last.sequence + 1,
        prevBundleSha256: last.sha256, createdAt,
        withdrawals: (request.withdrawals ?? []).map(({ applicationId, revision, withdrawnAt }) => ({ applicationId, revision, withdrawnAt })),
      },
      items: request.documents.map(({ title: _, ...document }) => document), files: request.attachments.map(fileOf),
      recipients: [{ stationId: partner.id, publicKey: partner.publicKey, recipient: partner.recipient }], signer: own.keys, target,
      signal: call.task.signal, onProgress: (done, total) => call.task.progress(`正在生成${title}`, done, total),
    })
    try {
      await ctx.write(call, request.what, async (tx) => {
        await request.mark(tx, written)
        await tx.put(ledger, ledgerRow(request, partner, written, fileName, last.sha256))
      })
    } catch (error) {
      // The file is no bundle of ours until the ledger says so.
      await folder.remove(target)
      throw error
    }
    const { counts, withdrawals } = written.envelope
    return { bundleId, fileName, size: written.size, sha256: written.sha256, items: counts.items, withdrawals: withdrawals.length, files: counts.files }
  }

  return { make: (request: MakeRequest, call: CallContext): Promise<MadeBundle> => queue.run(() => make(request, call)) }
}
export type MakeService = ReturnType<typeof createMakeService>
