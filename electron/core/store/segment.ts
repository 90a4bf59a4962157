import type { FileRef } from './sealed-files'
import { packRows, type PackedRows, unpackRows } from './packed-rows'
import type { StoredRecord } from './store'

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
export const SHARDS_PER_SEGMENT = 32

export function segmentOf(shard: number): number {
  return Math.floor(shard / SHARDS_PER_SEGMENT)
}

/** Rows of all shards one after the other; `attachments` by place, as most records have none. */
interface StoredSegment {
  shards: { shard: number; ref: FileRef; records: number }[]
  bytes: number[]
  attachments: [place: number, refs: readonly string[]][]
  rows: PackedRows
}

const NO_REFS: readonly string[] = Object.freeze([])

export function encodeSegment(shards: readonly ShardSnapshot[]): Buffer {
  const entries = shards.flatMap((shard) => shard.entries)
  const stored: StoredSegment = {
    shards: shards.map(({ shard, ref, entries: { length } }) => {
      if (!ref) throw new Error(`shard ${shard} was not written`)
      return { shard, ref, records: length }
    }),
    bytes: entries.map(({ bytes }) => bytes),
    attachments: entries.flatMap(({ refs }, place): [number, readonly string[]][] => (refs.length > 0 ? [[place, refs]] : [])),
    rows: packRows(entries.map(({ row }) => row)),
  }
  return Buffer.from(JSON.stringify(stored))
}

/** What a segment refers to, without its rows. */
export function segmentReferences(bytes: Buffer): { shards: { shard: number; ref: FileRef }[]; attachments: string[] } {
  const { shards, attachments } = JSON.parse(bytes.toString('utf8')) as StoredSegment
  return { shards, attachments: attachments.flatMap(([, refs]) => refs) }
}

export function decodeSegment(bytes: Buffer): ShardSnapshot[] {
  const stored = JSON.parse(bytes.toString('utf8')) as StoredSegment
  const rows = unpackRows(stored.rows) as StoredRecord[]
  const attachments = new Map(stored.attachments)
  let place = 0
  return stored.shards.map(({ shard, ref, records }) => {
    const entries: Entry[] = []
    for (const end = place + records; place < end; place++) {
      const row = rows[place]
      const size = stored.bytes[place]
      if (row === undefined || size === undefined) throw new Error('the segment has fewer rows than records')
      entries.push({ id: row.id, row: Object.freeze(row), refs: attachments.get(place) ?? NO_REFS, shard, bytes: size })
    }
    return { shard, ref, entries }
  })
}
