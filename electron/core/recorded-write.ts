import type { CallContext } from './call'
import type { FilingTimeKeeper } from './filing-time'
import { appendAudit } from './services/audit/audit.service'
import type { Change, Store, StoredRecord, Transaction } from './store/store'

export interface RecordedWriteOptions {
  store(): Store
  time: FilingTimeKeeper
  /** Told after the changes are durable (unread counts, banners). */
  committed(changes: readonly Change[]): Promise<void>
  /** Told when a write failed and left the store readable only, in words for the banner. */
  turnedReadOnly(reason: string): void
}

/** A transaction whose failure may leave the store readable only. */
async function watched<T>(store: Store, options: Pick<RecordedWriteOptions, 'turnedReadOnly'>, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const wasReadOnly = store.readOnlyReason !== undefined
  try {
    return await store.transact(work)
  } catch (error) {
    if (!wasReadOnly && store.readOnlyReason !== undefined) options.turnedReadOnly(store.readOnlyReason)
    throw error
  }
}

/** The work behind `CoreContext.write`: one transaction that ends in its audit entry and leaves its time behind. */
export function createRecordedWrite(options: RecordedWriteOptions) {
  return async function write<T>(call: Pick<CallContext, 'session' | 'command'>, what: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const store = options.store()
    let changes: readonly Change[] = []
    const result = await watched(store, options, async (tx) => {
      const value = await work(tx)
      changes = [...tx.changes()]
      // Work that found nothing to change leaves no entry; the log tells of writes.
      if (changes.length > 0) {
        await appendAudit(tx, { call, what, at: options.time.now() })
        await options.time.remember(tx)
      }
      return value
    })
    if (changes.length > 0) await options.committed(changes)
    return result
  }
}

/** A record that somebody looked at; the entry keeps the digest of what was there. */
export interface SeenRecord {
  collection: string
  record: StoredRecord
}

/** The work behind `CoreContext.note`: an entry about something that changes no record. */
export function createRecordedNote(options: Omit<RecordedWriteOptions, 'committed'>) {
  return async function note(call: Pick<CallContext, 'session' | 'command'>, what: string, seen: readonly SeenRecord[] = []): Promise<void> {
    await watched(options.store(), options, async (tx) => {
      await appendAudit(tx, { call, what, at: options.time.now(), seen })
      await options.time.remember(tx)
    })
  }
}
