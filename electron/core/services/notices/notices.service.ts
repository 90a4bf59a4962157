import { createHash } from 'node:crypto'
import type { Input, Output } from '#shared/contract/registry'
import { signedIn, type CallContext } from '../../call'
import { notices, type NoticeRecord } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import type { Change, Reader, Transaction } from '../../store/store'

export interface NewNotice {
  accountId: string
  /** Machine word for the icon: decision, receipt, draftExpiry … */
  kind: string
  title: string
  body: string
  /** Route of the page the notice leads to. */
  link?: string
  /** Given at most once an account and key, whatever happens in between. */
  onceKey?: string
}

/** A reminder's id follows from its key, so giving it again finds it without a search. Looks like a UUID (version 8). */
function reminderId(accountId: string, onceKey: string): string {
  const hex = createHash('sha256').update(`${accountId}\n${onceKey}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** 系统通知: messages to an account. */
export function createNoticesService(ctx: CoreContext) {
  async function unread(reader: Reader, accountId: string): Promise<number> {
    return (await reader.query(notices, { where: (row) => row.accountId === accountId && row.readAt === null, limit: 0 })).total
  }

  return {
    /** Adds a notice to the transaction under way. @returns its id, or undefined when its onceKey was used before. */
    async add(tx: Transaction, notice: NewNotice): Promise<string | undefined> {
      const id = notice.onceKey === undefined ? ctx.ports.ids.uuid() : reminderId(notice.accountId, notice.onceKey)
      if (notice.onceKey !== undefined && (await tx.get(notices, id)) !== undefined) return undefined
      const record: NoticeRecord = { id, ...notice, at: ctx.time.now(), readAt: null }
      await tx.put(notices, record)
      return id
    },

    /** Whether a reminder was given before. */
    wasGiven: async (reader: Reader, accountId: string, onceKey: string): Promise<boolean> =>
      (await reader.get(notices, reminderId(accountId, onceKey))) !== undefined,

    async list(input: Input<'notices.list'>, call: CallContext): Promise<Output<'notices.list'>> {
      const { accountId } = signedIn(call)
      const { rows, total } = await ctx.store.query(notices, {
        where: (row) => row.accountId === accountId && (input.unreadOnly !== true || row.readAt === null),
        sort: (a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0),
        offset: input.offset, limit: input.limit,
      })
      return {
        total, unread: await unread(ctx.store, accountId),
        notices: rows.map(({ id, kind, title, body, at, readAt, link }) => ({ id, kind, title, body, at, readAt, link })),
      }
    },

    async markRead(input: Input<'notices.markRead'>, call: CallContext): Promise<{ unread: number }> {
      const { accountId } = signedIn(call)
      await ctx.write(call, '通知标为已读', async (tx) => {
        const wanted = new Set(input.ids)
        const { rows } = await tx.query(notices, {
          where: (row) => row.accountId === accountId && row.readAt === null && (input.all === true || wanted.has(row.id)),
        })
        for (const row of rows) {
          const record = await tx.get(notices, row.id)
          if (record !== undefined) await tx.put(notices, { ...record, readAt: ctx.time.now() })
        }
      })
      return { unread: await unread(ctx.store, accountId) }
    },

    /** After a commit: tells every account whose notices changed how many are unread. */
    async committed(changes: readonly Change[]): Promise<void> {
      const touched = changes.filter((change) => change.collection === notices.name)
      const records = touched.map((change) => (change.after ?? change.before) as NoticeRecord)
      for (const accountId of new Set(records.map((record) => record.accountId))) {
        ctx.events.emit('notices.changed', { unread: await unread(ctx.store, accountId) }, { accountId })
      }
    },
  }
}

export type NoticesService = ReturnType<typeof createNoticesService>
