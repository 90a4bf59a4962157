import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { chinaDate } from '#shared/filing/china-time'
import { signedIn, type CallContext, type Download } from '../../call'
import { collectionLabel } from '../../collections/collection-labels'
import { audit, type AuditRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { downloadUrl } from '../../download-url'
import type { NoticesService } from '../notices/notices.service'
import { exportBytes, exportSize, EXPORT_FORMS } from './audit-export'
import { sequenceId } from './audit.service'
import { createChainCheck } from './chain-check'
import { maskedRecord, titleOf } from './record-titles'

type Filters = Pick<Input<'audit.list'>, 'search' | 'accountId' | 'from' | 'to'>
type Row = { id: string } & Pick<AuditRecord, 'at' | 'what' | 'accountId' | 'accountName'> & { changes: number }
type ChangeEntry = Output<'audit.entry'>['changes'][number]

/** Over summary rows; dates are days in China, both included. */
function matching({ search, accountId, from, to }: Filters): (row: Row) => boolean {
  const words = (search ?? '').trim().toLowerCase()
  return (row) => {
    if (accountId !== undefined && row.accountId !== accountId) return false
    if (words !== '' && !row.what.toLowerCase().includes(words) && !(row.accountName ?? '').toLowerCase().includes(words)) return false
    if (from === undefined && to === undefined) return true
    const day = chinaDate(row.at)
    return (from === undefined || day >= from) && (to === undefined || day <= to)
  }
}

function kindOf(before: string | null, after: string | null): ChangeEntry['kind'] {
  if (before === null) return 'created'
  if (after === null) return 'removed'
  return before === after ? 'seen' : 'changed'
}

const newestFirst = (a: Row, b: Row): number => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

function reading(ctx: CoreContext) {
  /** By the newest name of each. */
  async function accountsInLog(): Promise<Output<'audit.list'>['accounts']> {
    const names = new Map<string, string>()
    for (const { accountId, accountName } of (await ctx.store.query(audit)).rows) {
      if (accountId !== null && accountName !== null) names.set(accountId, accountName)
    }
    return [...names].map(([accountId, name]) => ({ accountId, name }))
  }

  async function changeEntry({ collection, id, before, after }: AuditRecord['changes'][number]): Promise<ChangeEntry> {
    return { label: collectionLabel(collection), recordId: id, title: await titleOf(ctx.store, collection, id), kind: kindOf(before, after), before, after }
  }

  return {
    async list(input: Input<'audit.list'>): Promise<Omit<Output<'audit.list'>, 'lastCheck'>> {
      const { rows, total } = await ctx.store.query(audit, { where: matching(input), sort: newestFirst, offset: input.offset, limit: input.limit ?? 20 })
      const entries = rows.map(({ id, at, what, accountName, changes }) => ({ id, sequence: Number(id), at, what, accountName, changes }))
      return { total, entries, accounts: await accountsInLog() }
    },

    async entry(input: Input<'audit.entry'>): Promise<Output<'audit.entry'>> {
      const record = await ctx.store.get(audit, input.id)
      if (record === undefined) throw new AppError('general.notFound')
      return { ...record, sequence: Number(record.id), changes: await Promise.all(record.changes.map(changeEntry)) }
    },
  }
}

function exporting(ctx: CoreContext, stationName: () => string) {
  async function idsOf(filters: Filters, until: string): Promise<string[]> {
    const matches = matching(filters)
    return (await ctx.store.query(audit, { where: (row) => row.id <= until && matches(row) })).rows.map((row) => row.id).sort()
  }
  const fileName = (format: Input<'audit.export'>['format']): string =>
    `操作日志-${stationName().replace(/[\p{C}\\/:*?"<>|\s]+/gu, '_')}-${ctx.time.today()}.${format}`

  return {
    async export(input: Input<'audit.export'>): Promise<Download> {
      const ids = await idsOf(input, input.until)
      return {
        stream: exportBytes(ctx.store, ids, input.format), size: await exportSize(ctx.store, ids, input.format),
        type: EXPORT_FORMS[input.format].type, fileName: fileName(input.format),
      }
    },

    /** What the export holds is fixed here; the entry about the export itself comes after it. */
    async saveExport(input: Input<'audit.saveExport'>, call: CallContext): Promise<Output<'audit.saveExport'>> {
      const until = sequenceId((await ctx.store.query(audit, { limit: 0 })).total)
      const ids = await idsOf(input, until)
      const outcome = await ctx.ports.fileDialogs.save({
        fileName: fileName(input.format), size: await exportSize(ctx.store, ids, input.format), url: downloadUrl('audit.export', { ...input, until }),
        read: () => exportBytes(ctx.store, ids, input.format),
      })
      if (outcome.kind !== 'cancelled' && ctx.store.readOnlyReason === undefined) await ctx.note(call, `导出操作日志（${ids.length} 条）`)
      return outcome
    },
  }
}

export interface AuditLogDeps {
  notices: Pick<NoticesService, 'add'>
  station: { info(): { name: string } }
}

/** 操作日志: reading, checking and exporting what `appendAudit` wrote, and entries about values that were shown in full. */
export function createAuditLogService(ctx: CoreContext, deps: AuditLogDeps) {
  const check = createChainCheck(ctx, deps.notices)
  const log = reading(ctx)
  return {
    check,
    entry: log.entry,
    list: async (input: Input<'audit.list'>): Promise<Output<'audit.list'>> => ({ ...(await log.list(input)), lastCheck: check.last() ?? null }),
    verify: (call: CallContext): Promise<Output<'audit.verify'>> => check.run((done, total) => call.task.progress('正在核对操作日志', done, total)),
    ...exporting(ctx, () => deps.station.info().name),

    async reveal(input: Input<'audit.reveal'>, call: CallContext): Promise<Record<string, never>> {
      signedIn(call)
      const seen = await maskedRecord(ctx.store, input.recordId)
      if (seen === undefined) throw new AppError('general.notFound')
      await ctx.note(call, `查看完整的“${input.what}”`, [seen])
      return {}
    },
  }
}
export type AuditLogService = ReturnType<typeof createAuditLogService>
