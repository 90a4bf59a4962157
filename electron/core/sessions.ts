import type { EventSink, Session } from './call'
import type { EndReason, Sessions } from './context'
import type { Clock } from './ports'

interface Held {
  session: Session
  /** Clock time of the last activity. */
  activeAt: number
  callOff: () => void
}

/** `Sessions` and what the composition needs besides: who is where, and an end without a word at closing time. */
export interface SessionKeeper extends Sessions {
  /** The windows or browsers an account is signed in at. */
  clientsOf(accountId: string): string[]
  /** Forgets everything silently; the program or its store is closing. */
  clear(): void
}

/**
 * Sessions live in memory only: closing the program signs everyone out. A session ends by itself after `idleMinutes`
 * without activity; the limit is read each time, so a change in the settings works at once.
 */
export function createSessions(options: { clock: Clock; events: EventSink; idleMinutes: () => number }): SessionKeeper {
  const { clock, events, idleMinutes } = options
  const held = new Map<string, Held>()

  const remaining = (entry: Held): number => entry.activeAt + idleMinutes() * 60_000 - clock.now()

  function end(clientId: string, reason: EndReason): void {
    const entry = held.get(clientId)
    if (entry === undefined) return
    entry.callOff()
    held.delete(clientId)
    events.emit('session.ended', { reason }, { clientId })
  }

  function watch(clientId: string, entry: Held): void {
    entry.callOff = clock.after(Math.max(remaining(entry), 1), () => {
      if (held.get(clientId) !== entry) return
      if (remaining(entry) <= 0) end(clientId, 'idle')
      else watch(clientId, entry)
    })
  }

  function live(clientId: string): Held | undefined {
    const entry = held.get(clientId)
    // Timers sleep with the machine; the limit must hold at the first call after waking too.
    if (entry !== undefined && remaining(entry) <= 0) {
      end(clientId, 'idle')
      return undefined
    }
    return entry
  }

  return {
    get: (clientId) => live(clientId)?.session,
    start(clientId, session) {
      held.get(clientId)?.callOff()
      const entry: Held = { session, activeAt: clock.now(), callOff: () => undefined }
      held.set(clientId, entry)
      watch(clientId, entry)
    },
    end,
    endAll(accountId, reason) {
      for (const [clientId, entry] of [...held]) if (entry.session.accountId === accountId) end(clientId, reason)
    },
    endEveryone(reason) {
      for (const clientId of [...held.keys()]) end(clientId, reason)
    },
    update(session) {
      for (const entry of held.values()) if (entry.session.accountId === session.accountId) entry.session = session
    },
    touch(clientId) {
      const entry = live(clientId)
      if (entry !== undefined) entry.activeAt = clock.now()
    },
    clientsOf: (accountId) => [...held].filter(([, entry]) => entry.session.accountId === accountId).map(([clientId]) => clientId),
    clear() {
      for (const entry of held.values()) entry.callOff()
      held.clear()
    },
  }
}
