import type { CallContext } from './call'
import type { FilingTimeKeeper } from './filing-time'
import { appendAudit } from './services/audit/audit.service'
import type { Change, Store, Transaction } from './store/store'

export interface RecordedWriteOptions {
  store(): Store
  time: FilingTimeKeeper
  /** Told after the changes are durable (unread counts, banners). */
  committed(changes: readonly Change[]): Promise<void>
  /** Told when a write failed and left the store readable only, in words for the banner. */
  turnedReadOnly(reason: string): void
}

/** The work behind `CoreContext.write`: one transaction that ends in its audit entry and leaves its time behind. */
export function createRecordedWrite(options: RecordedWriteOptions) {
  return async function write<T>(call: Pick<CallContext, 'session' | 'command'>, what: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const store = options.store()
    const wasReadOnly = store.readOnlyReason !== undefined
    let changes: readonly Change[] = []
    const result = await store.transact(async (tx) => {
      const value = await work(tx)
      changes = [...tx.changes()]
      // Work that found nothing to change leaves no entry; the log tells of writes.
      if (changes.length > 0) {
        await appendAudit(tx, { call, what, at: options.time.now() })
        await options.time.remember(tx)
      }
      return value
    }).catch((error: unknown) => {
      if (!wasReadOnly && store.readOnlyReason !== undefined) options.turnedReadOnly(store.readOnlyReason)
      throw error
    })
    if (changes.length > 0) await options.committed(changes)
    return result
  }
}
