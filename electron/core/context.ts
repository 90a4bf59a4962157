import type { Dictionaries } from '#shared/forms/types'
import type { RegionNode } from '#shared/filing/regions'
import type { EventPayload } from '#shared/contract/registry'
import type { CallContext, EventSink, Session } from './call'
import type { PassphraseSecrets } from './passphrase-secrets'
import type { Ports } from './ports'
import type { SeenRecord } from './recorded-write'
import type { Store, Transaction } from './store/store'

/** Shipped data, read once from the resources folder; a station's own newer dictionary wins by version. */
export interface Resources {
  dictionaries: Dictionaries
  regions: { version: string; tree: RegionNode[] }
  notice: { title: string; preamble: string; items: string[]; statement: string }
  directory: Record<'accessProvider' | 'registrar', { version: string; entries: { name: string; region: { code: string; name: string }; phone?: string }[] }>
}

/** Time for rules: never behind the latest time the store has seen (domain.md §5). */
export interface FilingTime {
  /** ISO 8601, UTC. */
  now(): string
  /** YYYY-MM-DD in China (UTC+8). */
  today(): string
  /** 系统时间早于上次使用时间…, when the machine's clock runs more than 5 minutes behind. */
  warning(): string | undefined
}

/** Why a session ended; the sign-in page says so. */
export type EndReason = EventPayload<'session.ended'>['reason']

/** In memory: which account is signed in at which window or browser. */
export interface Sessions {
  get(clientId: string): Session | undefined
  start(clientId: string, session: Session): void
  end(clientId: string, reason: EndReason): void
  /** Ends every session of an account (disabled, password reset). */
  endAll(accountId: string, reason: EndReason): void
  /** Ends every session there is. */
  endEveryone(reason: EndReason): void
  /** The account's name or roles have changed: every session of it goes on with the new ones. */
  update(session: Session): void
  /** Counts as activity; restarts the idle limit. */
  touch(clientId: string): void
}

/** What every service gets; made once in create-core.ts. */
export interface CoreContext {
  readonly ports: Ports
  /** How the data key is kept: by the machine's secrets (of the ports), or by the start-up passphrase. */
  readonly secrets: PassphraseSecrets
  readonly version: string
  readonly shell: 'desktop' | 'browser'
  /** dataDir/store, dataDir/outgoing, dataDir/incoming, … */
  readonly dataDir: string
  readonly resources: Resources
  readonly time: FilingTime
  readonly events: EventSink
  readonly sessions: Sessions
  /** The open store. @throws AppError general.notReady before set-up or in recovery. */
  readonly store: Store
  readonly storeOpen: boolean
  /** Set by the station service when the store opens or closes. */
  useStore(store: Store | undefined): void
  /**
   * One durable transaction in the name of a call, with its entry in the audit log. `what` says in Chinese what was done
   * (提交申请, 导入交接包 …); the entry names account, role, time, records and before/after digests.
   */
  write<T>(call: Pick<CallContext, 'session' | 'command'>, what: string, work: (tx: Transaction) => Promise<T>): Promise<T>
  /** An entry in the audit log about something that changes no record: a masked value shown in full, an export. */
  note(call: Pick<CallContext, 'session' | 'command'>, what: string, seen?: readonly SeenRecord[]): Promise<void>
}
