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

/**
 * Brings the rows of a manifest into memory; records stay in their files, of which every one is checked to be there.
 * @throws DamagedFileError
 */
export async function loadState(
  sealed: SealedFiles,
  specs: readonly AnyCollection[],
  manifest: Manifest,
  program: string,
): Promise<StoreState> {
  const state = new StoreState(sealed, specs)
  const present = new Set(await listIfThere(sealed.files, sealed.path(DATA)))
  for (const [name, stored] of Object.entries(manifest.collections)) {
    const collection = state.carried(name)
    collection.nextShard = stored.nextShard
    await inParallel(Object.entries(stored.segments), async ([segment, ref]) => {
      const shards = await readSegment(sealed, name, Number(segment), ref)
      for (const { shard, ref: shardRef } of shards) {
        const file = shardName(name, shard, shardRef?.generation ?? 0)
        if (!present.has(file.slice(DATA.length + 1))) throw new DamagedFileError(file, 'missing')
      }
      collection.loadSegment(Number(segment), ref, shards)
    })
    await collection.finishLoading()
    if (!collection.carried && stored.summary !== summaryFingerprint(collection.spec, program)) await redescribe(state, collection)
  }
  return state
}

/** Makes all rows of a collection anew: its `summarize` is not the one that made them. */
async function redescribe(state: StoreState, collection: CollectionState): Promise<void> {
  const slice = new Slice()
  for (const [shard, { ref }] of collection.shards) {
    if (!ref) continue
    const { records } = await state.cache.load(collection.name, shard, ref)
    for (const [id, bytes] of records) {
      collection.redescribe(id, describeRecord(collection.spec, parseRecord(bytes)))
      await slice.breathe()
    }
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
