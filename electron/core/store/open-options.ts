import type { Clock, Secrets } from '#core/ports'
import type { FileSystem } from './file-system'
import type { Holder, LockOwner } from './lock'
import type { ManagedStore } from './managed-store'
import type { Migration } from './migrations/migration'
import type { CollectionSpec } from './store'

/** A collection of any record and row type. */
export type AnyCollection = CollectionSpec<never, object>

export interface OpenOptions {
  /** The store's own folder. */
  dir: string
  collections: readonly AnyCollection[]
  secrets: Secrets
  clock: Clock
  holder: Holder
  /** False: an empty folder gives `fresh` and nothing is made. */
  create: boolean
  /** Default: the real one. */
  fs?: FileSystem
  /** The program's version: rows are made anew when it changes, as `summarize` may use what has changed. */
  program?: string
  /** Default: those of migrations/. */
  migrations?: readonly Migration[]
}

/** What opening found: one row of store.md §2 "Opening" each. Only `open` has written anything. */
export type OpenResult =
  | { kind: 'open'; store: ManagedStore; recoveryCode?: string; warnings: string[] }
  /** Nothing is there. */
  | { kind: 'fresh' }
  /** Parts of a store are there, the main ones are not. */
  | { kind: 'missing'; traces: string[] }
  | { kind: 'damaged'; file: string; generations: GenerationOffer[] }
  /** Written by a newer program: of a newer file format or with newer migrations. */
  | { kind: 'newer'; version: number }
  | { kind: 'locked'; holder: LockOwner }
  /** This machine's key does not open it: `openWithRecoveryCode`. */
  | { kind: 'wrongKey'; protection: string }

/** A whole state that a damaged folder can be brought back to (`recoverGeneration`). */
export interface GenerationOffer {
  id: number
  /** When it was written, milliseconds. */
  at: number
  /** Records by collection, with what the journal adds to it. */
  counts: Record<string, number>
  /** False: some of its files are damaged too, and only what can still be read would be there. */
  whole: boolean
  /** What going back to it would lose, in words. */
  lost: string
}
