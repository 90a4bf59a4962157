import { describeRecord, summaryFingerprint, type CollectionState } from './collection-state'
import { listIfThere } from './file-system'
import { DATA, segmentName, shardName } from './layout'
import type { Manifest } from './manifest'
import type { AnyCollection } from './open-options'
import { DamagedFileError, type FileRef, type SealedFiles } from './sealed-files'
import { decodeSegment, type ShardSnapshot, type StoredShard } from './segment'
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
  return decodeSegment(await sealed.readJson<StoredShard[]>(segmentName(collection, segment, ref.generation), ref))
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
    await inParallel(Object.entries(stored.segments), async ([segment, ref]) => {
      const loaded = await loadSegment(sealed, collection, Number(segment), ref, rescue)
      const missing = loaded.files.find((file) => !present.has(file.slice(DATA.length + 1)))
      if (missing !== undefined && !rescue) throw new DamagedFileError(missing, 'missing')
      collection.loadSegment(Number(segment), loaded.ref, loaded.shards)
    })
    await collection.finishLoading()
    const stale = !collection.carried && stored.summary !== summaryFingerprint(collection.spec, program)
    if (stale) await redescribe(state, collection, rescue !== undefined)
  }
  return state
}

interface LoadedSegment {
  /** Undefined when it has to be written anew. */
  ref: FileRef | undefined
  shards: ShardSnapshot[]
  files: string[]
}

async function loadSegment(
  sealed: SealedFiles,
  collection: CollectionState,
  segment: number,
  ref: FileRef,
  rescue: SegmentRescue | undefined,
): Promise<LoadedSegment> {
  const files = (shards: readonly ShardSnapshot[]): string[] =>
    shards.map(({ shard, ref: shardRef }) => shardName(collection.name, shard, shardRef?.generation ?? 0))
  try {
    const shards = await readSegment(sealed, collection.name, segment, ref)
    return { ref, shards, files: files(shards) }
  } catch (error) {
    if (!rescue || !(error instanceof DamagedFileError)) throw error
    const shards = await rescue(collection.spec, segment, error)
    return { ref: undefined, shards, files: files(shards) }
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
