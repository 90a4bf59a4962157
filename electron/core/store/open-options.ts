import type { Clock, Secrets } from '#core/ports'
import type { FileSystem } from './file-system'
import type { Holder, LockOwner } from './lock'
import type { CollectionSpec, Store } from './store'

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
}

/** What opening found; one row of store.md §2 "Opening" each. Nothing but `open` and `locked` needs the data to be touched. */
export type OpenResult =
  | { kind: 'open'; store: Store; recoveryCode?: string; warnings: string[] }
  | { kind: 'fresh' }
  | { kind: 'missing'; traces: string[] }
  | { kind: 'damaged'; file: string; generations: GenerationOffer[] }
  | { kind: 'newer'; version: number }
  | { kind: 'locked'; holder: LockOwner }
  | { kind: 'wrongKey'; protection: string }

/** A state the folder can be brought back to. */
export interface GenerationOffer {
  id: number
  /** When it was written, milliseconds. */
  at: number
  /** Records by collection. */
  counts: Record<string, number>
  /** What going back to it would lose, in words. */
  lost: string
}
