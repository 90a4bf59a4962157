import type { CommandName, DownloadName, EventName, EventPayload, Input, Output, PlainName, UploadName } from '#shared/contract/registry'
import type { AccountRole } from '#shared/filing/types'

/** A signed-in account at one window (desktop) or one browser (its cookie). Held in memory only. */
export interface Session {
  accountId: string
  account: string
  name: string
  roles: readonly AccountRole[]
}

/** A long command under way: reports progress, and stops with general.cancelled when the person cancels. */
export interface Task {
  readonly taskId: string
  readonly signal: AbortSignal
  /** `total` 0 while unknown. Throws general.cancelled when cancelled. */
  progress(label: string, done: number, total: number): void
}

/** What dispatch knows about one call. */
export interface CallContext {
  /** The window or browser the call comes from; sessions hang on it. */
  readonly clientId: string
  readonly command: CommandName
  readonly session: Session | undefined
  readonly task: Task
}

/** The session of a call that the contract lets only signed-in accounts make. */
export function signedIn(call: CallContext): Session {
  if (call.session === undefined) throw new Error(`${call.command} is public but needs a session`)
  return call.session
}

/** Bytes going out: attachment, bundle, card, badge. */
export interface Download {
  stream: AsyncIterable<Uint8Array>
  /** Bytes. */
  size: number
  /** Media type. */
  type: string
  fileName: string
  /** Shown in the page instead of saved. */
  inline?: boolean
}

export type Handler<K extends CommandName> = K extends UploadName
  ? (input: Input<K>, call: CallContext, source: AsyncIterable<Uint8Array>) => Promise<Output<K>>
  : K extends DownloadName
    ? (input: Input<K>, call: CallContext) => Promise<Download>
    : (input: Input<K>, call: CallContext) => Promise<Output<K>>

export type HandlerMap = { [K in CommandName]: Handler<K> }
/** The handlers of the commands whose names start with one of the prefixes. */
export type HandlersOf<Prefix extends string> = { [K in Extract<CommandName, `${Prefix}.${string}`>]: Handler<K> }

export interface EventSink {
  /** To all windows, or to one, or to those an account is signed in at. */
  emit<K extends EventName>(name: K, payload: EventPayload<K>, to?: { clientId?: string; accountId?: string }): void
}

export type { PlainName }
