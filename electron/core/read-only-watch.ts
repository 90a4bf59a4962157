import type { EventSink } from './call'
import type { Store } from './store/store'

export interface ReadOnlyWatch {
  /** Tells every window when the store has turned read-only, or can be written again, since the last look. */
  look(): void
}

/**
 * The store turns read-only in three ways: a write that failed, a damaged file that a read met, a checkpoint that failed
 * while nobody wrote. It tells nobody, so it is looked at after every call and every failed write.
 */
export function createReadOnlyWatch(events: EventSink, store: () => Store | undefined): ReadOnlyWatch {
  let told: string | undefined
  return {
    look() {
      const open = store()
      if (open === undefined || open.readOnlyReason === told) return
      told = open.readOnlyReason
      events.emit('store.changed', { readOnlyReason: told })
    },
  }
}
