import type { StoredRecord } from './store'
import type { FileRef } from './sealed-files'

/** What memory holds of a record: its summary row and where it lies. Entries are replaced, never changed. */
export interface Entry {
  readonly id: string
  /** Frozen. */
  readonly row: Readonly<StoredRecord>
  /** SHA-256 of its attachments. */
  readonly refs: readonly string[]
  readonly shard: number
  /** Of its JSON. */
  readonly bytes: number
}

/** A shard and its records' rows at one moment. */
export interface ShardSnapshot {
  shard: number
  ref: FileRef | undefined
  entries: readonly Entry[]
}

/** The index is kept in segments of this many neighbouring shards, so that a checkpoint rewrites a small part of it. */
export const SHARDS_PER_SEGMENT = 16

export function segmentOf(shard: number): number {
  return Math.floor(shard / SHARDS_PER_SEGMENT)
}

type StoredEntry = [bytes: number, row: StoredRecord, refs?: readonly string[]]
interface StoredShard {
  shard: number
  ref: FileRef
  entries: StoredEntry[]
}

const NO_REFS: readonly string[] = Object.freeze([])

export function encodeSegment(shards: readonly ShardSnapshot[]): Buffer {
  const stored = shards.map(({ shard, ref, entries }): StoredShard => {
    if (!ref) throw new Error(`shard ${shard} was not written`)
    return { shard, ref, entries: entries.map(({ bytes, row, refs }) => (refs.length > 0 ? [bytes, row, refs] : [bytes, row])) }
  })
  return Buffer.from(JSON.stringify(stored))
}

export function decodeSegment(stored: StoredShard[]): ShardSnapshot[] {
  return stored.map(({ shard, ref, entries }) => ({
    shard,
    ref,
    entries: entries.map(([bytes, row, refs]) => ({ id: row.id, row: Object.freeze(row), refs: refs ?? NO_REFS, shard, bytes })),
  }))
}

export type { StoredShard }
