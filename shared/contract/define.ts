import type { AnyObject, InferType, ISchema } from 'yup'
import type { AccountRole, StationRole } from '../filing/types'

/** Who may call: anyone (before sign-in), or signed-in accounts by role, optionally only on some station roles. */
export type Access = 'public' | { roles: readonly AccountRole[]; stations?: readonly StationRole[] }

/** Every account role: a shorthand for "signed in". */
export const SIGNED_IN: Access = { roles: ['applicant', 'clerk', 'reviewer', 'admin'] }
/** Who fills in applications. */
export const FILERS: Access = { roles: ['applicant', 'clerk'], stations: ['applicant', 'counter'] }
export const REVIEWERS: Access = { roles: ['reviewer'], stations: ['review'] }
export const ADMINS: Access = { roles: ['admin'] }

type AnySchema = ISchema<unknown, AnyObject>

/**
 * A command as a value. `read` runs at once, `write` waits its turn in the one write queue. `stream: 'upload'` takes the
 * bytes of one file beside its input; `stream: 'download'` answers with bytes instead of a value.
 */
export interface CommandDef<I extends AnySchema = AnySchema, O extends AnySchema = AnySchema> {
  readonly kind: 'read' | 'write'
  readonly access: Access
  readonly input: I
  readonly output: O
  readonly stream?: 'upload' | 'download'
  /** Reports progress and can be cancelled through `tasks.cancel` with the call's task id; once the store is open, does not hold up other writes. */
  readonly task?: boolean
  /** Works before the store is open (first set-up, recovery). */
  readonly beforeStore?: boolean
  /** Does not count as activity for the idle limit (polling). */
  readonly background?: boolean
}

export const defineCommands = <const T extends Record<string, CommandDef>>(commands: T): T => commands
export const defineEvents = <const T extends Record<string, AnySchema>>(events: T): T => events

export type SchemaType<S> = S extends AnySchema ? InferType<S> : never
