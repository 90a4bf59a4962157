import type { EventName, EventPayload } from '#shared/contract/registry'
import type { EventSink } from './call'

/** One event on its way to the windows or browsers; `clientIds` undefined means all of them. */
export interface CoreEvent<K extends EventName = EventName> {
  name: K
  payload: EventPayload<K>
  clientIds: readonly string[] | undefined
}

export type EventListener = (event: CoreEvent) => void

/** Where services tell (EventSink) and hosts listen. */
export interface EventHub extends EventSink {
  /** Returns a function that stops listening. */
  on(listener: EventListener): () => void
}

/** @param clientsOf the windows or browsers an account is signed in at, asked at the moment of telling. */
export function createEvents(clientsOf: (accountId: string) => readonly string[]): EventHub {
  const listeners = new Set<EventListener>()
  return {
    emit(name, payload, to) {
      const clientIds = to?.clientId !== undefined ? [to.clientId] : to?.accountId !== undefined ? clientsOf(to.accountId) : undefined
      if (clientIds?.length === 0) return
      for (const listener of [...listeners]) listener({ name, payload, clientIds })
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
