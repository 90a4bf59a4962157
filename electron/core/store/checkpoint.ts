import { type CollectionCut, type CollectionState, type Overlay, summaryFingerprint } from './collection-state'
import { DATA, segmentName } from './layout'
import type { Manifest, ManifestCollection } from './manifest'
import type { FileRef } from './sealed-files'
import { encodeSegment, segmentOf, type ShardSnapshot } from './segment'
import type { StoreState } from './store-state'

/** What a whole state is besides its collections. */
export type ManifestHead = Omit<Manifest, 'collections'>

/** Files written for a cut, to be taken over by the state together. */
export interface Written {
  cut: CollectionCut
  shards: Map<number, FileRef | undefined>
  segments: Map<number, FileRef | undefined>
}

/**
 * Writes everything that changed up to a moment into files of new names (store.md §2, copy on write). Nothing refers to
 * them before the manifest does, so stopping anywhere costs nothing but the files, which are swept.
 */
export class CheckpointWriter {
  /** Of all collections at the cut. */
  private totals = new Map<string, { nextShard: number; records: number }>()

  constructor(
    private readonly state: StoreState,
    private readonly generation: number,
    /** Awaited between files: lets transactions go first. */
    private readonly giveWay: () => Promise<void>,
  ) {}

  /** Synchronous, so that no transaction comes between the collections. */
  cut(): CollectionCut[] {
    this.totals = new Map([...this.state.collections].map(([name, { nextShard, entries }]) => [name, { nextShard, records: entries.size }]))
    return [...this.state.collections.values()].filter((collection) => collection.dirty).map((collection) => collection.cut())
  }

  async write(cuts: readonly CollectionCut[]): Promise<Written[]> {
    const written: Written[] = []
    for (const cut of cuts) {
      const shards = await this.writeShards(cut)
      written.push({ cut, shards, segments: await this.writeSegments(cut, shards) })
    }
    if (cuts.length > 0) await this.state.sealed.files.syncDirectory(this.state.sealed.path(DATA))
    return written
  }

  private async writeShards(cut: CollectionCut): Promise<Written['shards']> {
    const refs: Written['shards'] = new Map()
    for (const [shard, overlay] of cut.dirty) {
      await this.giveWay()
      const snapshot = cut.segments.get(segmentOf(shard))?.().find((one) => one.shard === shard)
      refs.set(shard, snapshot && snapshot.entries.length > 0 ? await this.writeShard(cut.name, snapshot, overlay) : undefined)
    }
    return refs
  }

  private async writeShard(collection: string, snapshot: ShardSnapshot, overlay: Overlay): Promise<FileRef> {
    const { cache } = this.state
    const inFile = snapshot.entries.some(({ id }) => !overlay.has(id))
    const base = snapshot.ref && inFile ? (await cache.load(collection, snapshot.shard, snapshot.ref)).records : undefined
    const records = new Map<string, Buffer>()
    for (const { id } of snapshot.entries) {
      const bytes = overlay.has(id) ? overlay.get(id) : base?.get(id)
      if (!bytes) throw new Error(`${collection}/${id} has a row but no record`)
      records.set(id, bytes)
    }
    return cache.write(collection, snapshot.shard, this.generation, { records })
  }

  private async writeSegments(cut: CollectionCut, shards: Written['shards']): Promise<Written['segments']> {
    const refs: Written['segments'] = new Map()
    for (const [segment, snapshotsOf] of cut.segments) {
      await this.giveWay()
      const filled = snapshotsOf()
        .filter(({ entries }) => entries.length > 0)
        .map((snapshot) => ({ ...snapshot, ref: shards.get(snapshot.shard) ?? snapshot.ref }))
      const name = segmentName(cut.name, segment, this.generation)
      const write = (): Promise<FileRef> => this.state.sealed.write(name, this.generation, encodeSegment(filled))
      refs.set(segment, filled.length > 0 ? await write() : undefined)
    }
    return refs
  }

  /** The manifest of the state with the written files in place. */
  manifest(head: ManifestHead, written: readonly Written[], before: Manifest | undefined, program: string): Manifest {
    const collections: Record<string, ManifestCollection> = {}
    for (const [name, state] of this.state.collections) {
      const changed = written.find(({ cut }) => cut.name === name)
      const segments = new Map(state.segments)
      for (const [segment, ref] of changed?.segments ?? []) {
        if (ref) segments.set(segment, ref)
        else segments.delete(segment)
      }
      const old = before?.collections[name]
      collections[name] = {
        summary: fingerprintOf(state, program, old, changed !== undefined),
        ...(this.totals.get(name) ?? { nextShard: 0, records: 0 }),
        bytes: sizeOf(state, changed, segments.values()),
        segments: Object.fromEntries(segments),
      }
    }
    return { ...head, collections }
  }

  commit(written: readonly Written[]): void {
    for (const { cut, shards, segments } of written) this.state.collection(cut.name).commit(shards, segments)
  }
}

/** Bytes of all files of a collection once `changed` has taken its place. */
function sizeOf(state: CollectionState, changed: Written | undefined, segments: Iterable<FileRef>): number {
  let bytes = 0
  for (const [shard, { ref }] of state.shards) {
    const now = changed?.shards.has(shard) ? changed.shards.get(shard) : ref
    bytes += now?.size ?? 0
  }
  for (const { size } of segments) bytes += size
  return bytes
}

/** A collection that this program does not declare keeps its rows; had it been changed, they would be made anew. */
function fingerprintOf(state: CollectionState, program: string, old: ManifestCollection | undefined, changed: boolean): string {
  if (!state.carried) return summaryFingerprint(state.spec, program)
  return changed ? '' : (old?.summary ?? '')
}
