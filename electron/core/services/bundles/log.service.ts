import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import type { BundleFolder } from '../../bundle-folder'
import type { Download } from '../../call'
import { ledger, type LedgerRecord } from '../../collections/handover.collections'
import { self } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { receiptQrSvg } from './receipts'

type Entry = Output<'bundles.log'>['entries'][number]

/** 交接记录, and the files behind it. */
export function createLogService(ctx: CoreContext, folder: BundleFolder) {
  async function log(input: Input<'bundles.log'>): Promise<Output<'bundles.log'>> {
    const { rows, total } = await ctx.store.query(ledger, {
      where: (row) => input.direction === undefined || row.direction === input.direction, sort: (a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0),
      offset: input.offset, limit: input.limit ?? 20,
    })
    const entries: Entry[] = []
    for (const row of rows) {
      entries.push({
        bundleId: row.id, direction: row.direction, type: row.type as Entry['type'], partnerName: row.partnerName, partnerId: row.partnerId, sequence: row.sequence,
        at: row.at, size: row.size, sha256: row.sha256, items: row.items, fileName: row.fileName, status: row.status, reason: row.reason, checkCode: row.checkCode,
        available: row.direction === 'out' && (await folder.size(folder.outgoing(row.id))) !== undefined,
      })
    }
    return { total, entries }
  }

  async function require(bundleId: string): Promise<LedgerRecord> {
    const row = await ctx.store.get(ledger, bundleId)
    if (row === undefined) throw new AppError('general.notFound')
    return row
  }

  async function receiptQr(row: LedgerRecord): Promise<string | undefined> {
    const own = await ctx.store.get(self, 'self')
    return own === undefined ? undefined : receiptQrSvg(row, own)
  }

  async function entry(input: Input<'bundles.entry'>): Promise<Output<'bundles.entry'>> {
    const row = await require(input.bundleId)
    return {
      bundleId: row.id, checkCode: row.checkCode, qrSvg: row.direction === 'in' && row.type === 'application-batch' && row.checkCode !== undefined ? await receiptQr(row) : undefined,
      items: row.items.map(({ applicationId, title, businessType, revision, outcome, reason }) => ({ applicationId, title, businessType, revision, outcome, reason })),
    }
  }

  async function file(bundleId: string): Promise<Download> {
    const row = await require(bundleId)
    const path = folder.outgoing(row.id)
    const size = row.direction === 'out' ? await folder.size(path) : undefined
    if (size === undefined) throw new AppError('handover.fileGone')
    return { stream: folder.read(path), size, type: 'application/octet-stream', fileName: row.fileName }
  }

  async function save(bundleId: string): Promise<Output<'bundles.save'>> {
    const { fileName, size } = await file(bundleId)
    const url = `stream/bundles.file?input=${encodeURIComponent(JSON.stringify({ bundleId }))}`
    return ctx.ports.fileDialogs.save({ fileName, size, url, read: () => folder.read(folder.outgoing(bundleId)) })
  }

  return { log, entry, file, save }
}
export type LogService = ReturnType<typeof createLogService>
