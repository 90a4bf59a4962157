import { describeRecord, summaryFingerprint, type CollectionState } from './collection-state'
import { listIfThere } from './file-system'
import { DATA, segmentName, shardName } from './layout'
import type { Manifest } from './manifest'
import type { AnyCollection } from './open-options'
import { DamagedFileError, type FileRef, type SealedFiles } from './sealed-files'
import { decodeSegment, type ShardSnapshot } from './segment'
import { parseRecord, StoreState } from './store-state'
import { Slice } from './yielding'

/** Files read at once: enough to keep the disk busy, few enough to stay small in memory. */
const READ_AHEAD = 6

/** `work` on every item, a few at a time, results in order. */
export async function inParallel<T, U>(items: readonly T[], work: (item: T) => Promise<U>, width = READ_AHEAD): Promise<U[]> {
  const results: U[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const place = next++
      results[place] = await work(items[place] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}

/** @throws DamagedFileError */
export async function readSegment(sealed: SealedFiles, collection: string, segment: number, ref: FileRef): Promise<ShardSnapshot[]> {
  const name = segmentName(collection, segment, ref.generation)
  const bytes = await sealed.read(name, ref)
  try {
    return decodeSegment(bytes)
  } catch (error) {
    throw new DamagedFileError(name, 'content', error)
  }
}

/** Gives what can be had of a damaged index segment. */
export type SegmentRescue = (spec: AnyCollection, segment: number, error: DamagedFileError) => Promise<ShardSnapshot[]>

/**
 * Brings the rows of a manifest into memory; records stay in their files, of which every one is checked to be there.
 * With `rescue` nothing but the manifest needs to be whole.
 * @throws DamagedFileError
 */
export async function loadState(
  sealed: SealedFiles,
  specs: readonly AnyCollection[],
  manifest: Manifest,
  program: string,
  rescue?: SegmentRescue,
): Promise<StoreState> {
  const state = new StoreState(sealed, specs)
  const present = new Set(await listIfThere(sealed.files, sealed.path(DATA)))
  for (const [name, stored] of Object.entries(manifest.collections)) {
    const collection = state.carried(name)
    collection.nextShard = stored.nextShard
    const segments = Object.entries(stored.segments)
    // Read in parallel, taken over in order: rows then mostly are in order already.
    const loading = new Loading(segments, ([segment, ref]) => loadSegment(sealed, collection, Number(segment), ref, rescue))
    for (const [segment] of segments) {
      const { ref, shards } = await loading.next()
      if (!rescue) requireFiles(name, shards, present)
      collection.loadSegment(Number(segment), ref, shards)
    }
    await collection.finishLoading()
    const stale = !collection.carried && stored.summary !== summaryFingerprint(collection.spec, program)
    if (stale) await redescribe(state, collection, rescue !== undefined)
  }
  return state
}

/** Works a few items ahead of the one that is asked for. */
class Loading<T, U> {
  private readonly under: Promise<U>[] = []
  private started = 0

  constructor(
    private readonly items: readonly T[],
    private readonly work: (item: T) => Promise<U>,
  ) {}

  next(): Promise<U> {
    while (this.started < this.items.length && this.under.length < READ_AHEAD) {
      const result = this.work(this.items[this.started++] as T)
      // Its failure is met when its turn comes, or not at all after an earlier one.
      result.catch(() => undefined)
      this.under.push(result)
    }
    const first = this.under.shift()
    if (!first) throw new Error('nothing is left to load')
    return first
  }
}

/** @throws DamagedFileError */
function requireFiles(collection: string, shards: readonly ShardSnapshot[], present: ReadonlySet<string>): void {
  for (const { shard, ref } of shards) {
    const file = shardName(collection, shard, ref?.generation ?? 0)
    if (!present.has(file.slice(DATA.length + 1))) throw new DamagedFileError(file, 'missing')
  }
}

interface LoadedSegment {
  /** Undefined when it has to be written anew. */
  ref: FileRef | undefined
  shards: ShardSnapshot[]
}

async function loadSegment(
  sealed: SealedFiles,
  collection: CollectionState,
  segment: number,
  ref: FileRef,
  rescue: SegmentRescue | undefined,
): Promise<LoadedSegment> {
  try {
    return { ref, shards: await readSegment(sealed, collection.name, segment, ref) }
  } catch (error) {
    if (!rescue || !(error instanceof DamagedFileError)) throw error
    return { ref: undefined, shards: await rescue(collection.spec, segment, error) }
  }
}

/** Makes all rows of a collection anew: its `summarize` is not the one that made them. */
async function redescribe(state: StoreState, collection: CollectionState, skipDamaged: boolean): Promise<void> {
  const slice = new Slice()
  for (const [shard, { ref }] of collection.shards) {
    const records = ref && (await recordsOf(state, collection.name, shard, ref, skipDamaged))
    for (const [id, bytes] of records ?? []) {
      collection.redescribe(id, describeRecord(collection.spec, parseRecord(bytes)))
      await slice.breathe()
    }
  }
}

async function recordsOf(state: StoreState, collection: string, shard: number, ref: FileRef, skipDamaged: boolean): Promise<Map<string, Buffer>> {
  try {
    return (await state.cache.load(collection, shard, ref)).records
  } catch (error) {
    if (skipDamaged && error instanceof DamagedFileError) return new Map()
    throw error
  }
}

/** The shard files a state needs, by name. */
export function shardFilesOf(state: StoreState): Map<string, FileRef> {
  const found = new Map<string, FileRef>()
  for (const collection of state.collections.values()) {
    for (const [shard, { ref }] of collection.shards) {
      if (ref) found.set(shardName(collection.name, shard, ref.generation), ref)
    }
  }
  return found
}
