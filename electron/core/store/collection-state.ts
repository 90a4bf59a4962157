import { createHash } from 'node:crypto'
import type { AnyCollection } from './open-options'
import { byId, inOrder, placeOf, type Row } from './query'
import type { FileRef } from './sealed-files'
import { type Entry, segmentOf, type ShardSnapshot, SHARDS_PER_SEGMENT } from './segment'
import type { StoredRecord } from './store'
import { sortSliced } from './yielding'

/** A shard takes records until it has about this many bytes or this many records. */
export const SHARD_BYTES = 32 * 1024
export const SHARD_RECORDS = 64

/** Records not yet in a shard file: bytes, or undefined for one that was removed or moved away. */
export type Overlay = Map<string, Buffer | undefined>

interface ShardState {
  ref: FileRef | undefined
  /** Of its records. */
  ids: string[]
  bytes: number
}

/** What a checkpoint writes of one collection: everything as it was at one moment. */
export interface CollectionCut {
  name: string
  dirty: Map<number, Overlay>
  /** Every segment with a changed shard, all of its shards as they were; made when asked for, or just before a change. */
  segments: Map<number, () => ShardSnapshot[]>
}

const NO_REFS: readonly string[] = Object.freeze([])

/** Row and attachments of a record, by the collection's declaration. */
export function describeRecord(spec: AnyCollection, record: StoredRecord): Pick<Entry, 'row' | 'refs'> {
  const summarize = spec.summarize as (record: StoredRecord) => object
  const attachmentsOf = spec.attachmentsOf as ((record: StoredRecord) => readonly string[]) | undefined
  const refs = attachmentsOf?.(record) ?? NO_REFS
  return { row: Object.freeze({ ...summarize(record), id: record.id }), refs: refs.length > 0 ? [...refs] : NO_REFS }
}

/** Changes when the functions that make rows change, or the program around them does. */
export function summaryFingerprint(spec: AnyCollection, program: string): string {
  const text = `${program}\n${String(spec.summarize)}\n${String(spec.attachmentsOf)}`
  return createHash('sha256').update(text).digest('base64').slice(0, 22)
}

/** One collection in memory: rows of all records, where each lies, and the records that no shard file holds yet. */
export class CollectionState {
  readonly entries = new Map<string, Entry>()
  /** In id order. */
  rows: Row[] = []
  readonly shards = new Map<number, ShardState>()
  readonly segments = new Map<number, FileRef>()
  nextShard = 0
  private fresh = new Map<number, Overlay>()
  private frozen = new Map<number, Overlay>()
  private readonly staleSegments = new Set<number>()
  /** Segments of the last cut that have not been looked at since. */
  private readonly uncopied = new Map<number, () => ShardSnapshot[]>()
  /** Shards with much room, so that removals leave no empty files behind. */
  private readonly roomy = new Set<number>()
  private open: number | undefined

  constructor(
    readonly spec: AnyCollection,
    /** Not declared by this program: data of a newer or older one, kept as it is. */
    readonly carried = false,
  ) {}

  get name(): string {
    return this.spec.name
  }

  /** Takes over shards of an index segment on opening; `finishLoading` follows after the last. */
  loadSegment(segment: number, ref: FileRef | undefined, shards: readonly ShardSnapshot[]): void {
    if (ref) this.segments.set(segment, ref)
    else this.staleSegments.add(segment)
    for (const { shard, ref: shardRef, entries } of shards) {
      const state: ShardState = { ref: shardRef, ids: [], bytes: 0 }
      for (const entry of entries) {
        // Only files put together after damage can hold a record twice.
        if (this.entries.has(entry.id)) continue
        state.ids.push(entry.id)
        state.bytes += entry.bytes
        this.entries.set(entry.id, entry)
        this.rows.push(entry.row)
      }
      this.shards.set(shard, state)
      this.noteRoom(shard, state)
    }
  }

  async finishLoading(): Promise<void> {
    // Records mostly come with rising ids, and shards with them.
    if (!(await inOrder(this.rows))) this.rows = await sortSliced(this.rows, byId)
    const last = this.nextShard - 1
    if (!this.shards.has(last)) return
    this.open = last
    this.roomy.delete(last)
  }

  /** The bytes of a record that no shard file has; `inFile` when its shard's file has them. */
  pending(id: string): Buffer | undefined | 'inFile' {
    const entry = this.entries.get(id)
    if (!entry) return undefined
    for (const overlay of [this.fresh.get(entry.shard), this.frozen.get(entry.shard)]) {
      if (overlay?.has(id)) return overlay.get(id)
    }
    return 'inFile'
  }

  put(id: string, bytes: Buffer, described: Pick<Entry, 'row' | 'refs'>): void {
    const old = this.entries.get(id)
    const shard = this.placeFor(old, bytes.length)
    if (old) this.detach(old, old.shard !== shard)
    const entry: Entry = { id, ...described, shard, bytes: bytes.length }
    this.attach(entry)
    this.overlayOf(shard).set(id, bytes)
    const place = placeOf(this.rows, id)
    if (old) this.rows[place] = entry.row
    else if (place === this.rows.length) this.rows.push(entry.row)
    else this.rows.splice(place, 0, entry.row)
  }

  remove(id: string): void {
    const old = this.entries.get(id)
    if (!old) return
    this.detach(old, true)
    this.entries.delete(id)
    this.rows.splice(placeOf(this.rows, id), 1)
  }

  /** Makes a row anew (another `summarize`), leaving the record itself as it is. */
  redescribe(id: string, described: Pick<Entry, 'row' | 'refs'>): void {
    const old = this.entries.get(id)
    if (!old) return
    this.uncopied.get(segmentOf(old.shard))?.()
    const entry: Entry = { ...old, ...described }
    this.entries.set(id, entry)
    this.rows[placeOf(this.rows, id)] = entry.row
    this.staleSegments.add(segmentOf(old.shard))
  }

  private placeFor(old: Entry | undefined, bytes: number): number {
    if (old) {
      const state = this.shards.get(old.shard)
      const grown = (state?.bytes ?? 0) - old.bytes + bytes
      if (grown <= 2 * SHARD_BYTES || state?.ids.length === 1) return old.shard
    }
    if (this.hasRoom(this.open, bytes)) return this.open as number
    this.open = this.roomyFor(bytes) ?? this.nextShard++
    this.roomy.delete(this.open)
    return this.open
  }

  private roomyFor(bytes: number): number | undefined {
    for (const shard of this.roomy) {
      if (this.hasRoom(shard, bytes)) return shard
    }
    return undefined
  }

  private hasRoom(shard: number | undefined, bytes: number): boolean {
    const state = shard === undefined ? undefined : this.shards.get(shard)
    if (!state) return false
    return state.ids.length === 0 || (state.bytes + bytes <= SHARD_BYTES && state.ids.length < SHARD_RECORDS)
  }

  private noteRoom(shard: number, state: ShardState): void {
    const roomy = state.bytes < SHARD_BYTES / 2 && state.ids.length < SHARD_RECORDS / 2
    if (roomy && shard !== this.open) this.roomy.add(shard)
    else this.roomy.delete(shard)
  }

  private attach(entry: Entry): void {
    this.uncopied.get(segmentOf(entry.shard))?.()
    let state = this.shards.get(entry.shard)
    if (!state) {
      state = { ref: undefined, ids: [], bytes: 0 }
      this.shards.set(entry.shard, state)
    }
    state.ids.push(entry.id)
    state.bytes += entry.bytes
    this.entries.set(entry.id, entry)
    this.noteRoom(entry.shard, state)
  }

  private detach(entry: Entry, gone: boolean): void {
    this.uncopied.get(segmentOf(entry.shard))?.()
    const state = this.shards.get(entry.shard)
    if (!state) return
    state.ids.splice(state.ids.indexOf(entry.id), 1)
    state.bytes -= entry.bytes
    this.noteRoom(entry.shard, state)
    if (gone) this.overlayOf(entry.shard).set(entry.id, undefined)
  }

  private overlayOf(shard: number): Overlay {
    let overlay = this.fresh.get(shard)
    if (!overlay) {
      overlay = new Map()
      this.fresh.set(shard, overlay)
    }
    return overlay
  }

  get dirty(): boolean {
    return this.fresh.size > 0 || this.staleSegments.size > 0
  }

  /** Whether something of a segment has changed since the present manifest. */
  isSegmentDirty(segment: number): boolean {
    const shards = [...this.fresh.keys(), ...this.frozen.keys()]
    return this.staleSegments.has(segment) || shards.some((shard) => segmentOf(shard) === segment)
  }

  /** Freezes what has changed since the last cut. The cut before must be committed. */
  cut(): CollectionCut {
    this.frozen = this.fresh
    this.fresh = new Map()
    const touched = new Set([...this.staleSegments, ...[...this.frozen.keys()].map(segmentOf)])
    this.staleSegments.clear()
    this.uncopied.clear()
    const segments = new Map([...touched].map((segment): [number, () => ShardSnapshot[]] => [segment, this.snapshotLater(segment)]))
    return { name: this.name, dirty: this.frozen, segments }
  }

  /** Copying all rows of a large store at the cut would hold up the event loop, so each segment is copied in its time. */
  private snapshotLater(segment: number): () => ShardSnapshot[] {
    let made: ShardSnapshot[] | undefined
    const take = (): ShardSnapshot[] => {
      this.uncopied.delete(segment)
      made ??= this.snapshot(segment)
      return made
    }
    this.uncopied.set(segment, take)
    return take
  }

  private snapshot(segment: number): ShardSnapshot[] {
    const shards: ShardSnapshot[] = []
    for (let shard = segment * SHARDS_PER_SEGMENT; segmentOf(shard) === segment; shard++) {
      const state = this.shards.get(shard)
      if (!state) continue
      shards.push({ shard, ref: state.ref, entries: state.ids.flatMap((id) => this.entries.get(id) ?? []) })
    }
    return shards
  }

  /** Takes over what a checkpoint wrote; `undefined` stands for a shard or segment that has become empty. */
  commit(shards: Map<number, FileRef | undefined>, segments: Map<number, FileRef | undefined>): void {
    this.frozen = new Map()
    for (const [shard, ref] of shards) {
      const state = this.shards.get(shard)
      if (state) state.ref = ref
      if (state && !ref && state.ids.length === 0 && !this.fresh.has(shard)) this.drop(shard)
    }
    for (const [segment, ref] of segments) {
      if (ref) this.segments.set(segment, ref)
      else this.segments.delete(segment)
    }
  }

  private drop(shard: number): void {
    this.shards.delete(shard)
    this.roomy.delete(shard)
    if (this.open === shard) this.open = undefined
  }
}
