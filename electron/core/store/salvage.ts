import { describeRecord } from './collection-state'
import { listIfThere } from './file-system'
import { DATA, generationIn, shardName } from './layout'
import { inParallel, shardFilesOf } from './load'
import type { AnyCollection } from './open-options'
import { DamagedFileError, type FileRef, type SealedFiles } from './sealed-files'
import { decodeShard } from './shard-document'
import { type Entry, SHARDS_PER_SEGMENT, segmentOf, type ShardSnapshot } from './segment'
import { parseRecord, type StoreState } from './store-state'

/** States share files, so one damaged file may lie in all of them: what can still be read is then worth the most. */
export interface Salvage {
  damaged: DamagedFileError[]
  /** Records that no file holds whole any more, by collection. */
  lost: Map<string, number>
  /** Index segments that were made anew from shards. */
  rebuilt: number
  /** Shard files read before, by name and tag: states share them. */
  known: Map<string, DamagedFileError | undefined>
}

export function newSalvage(known: Salvage['known'] = new Map()): Salvage {
  return { damaged: [], lost: new Map(), rebuilt: 0, known }
}

/**
 * The shards of a damaged index segment, from the files themselves: of each shard the newest authentic one that is not
 * newer than `generation`. A record that was removed since, with its whole shard, may come back.
 */
export async function rebuildSegment(sealed: SealedFiles, spec: AnyCollection, segment: number, generation: number): Promise<ShardSnapshot[]> {
  const names = new Set(await listIfThere(sealed.files, sealed.path(DATA)))
  const found: ShardSnapshot[] = []
  for (let shard = segment * SHARDS_PER_SEGMENT; segmentOf(shard) === segment; shard++) {
    const prefix = shardName(spec.name, shard, 0).slice(DATA.length + 1).replace(/g\d+$/, 'g')
    const generations = [...names].flatMap((name) => (name.startsWith(prefix) ? (generationIn(name) ?? []) : []))
    const newestFirst = generations.filter((number) => number <= generation).sort((a, b) => b - a)
    const snapshot = await newestAuthentic(sealed, spec, shard, newestFirst)
    if (snapshot) found.push(snapshot)
  }
  return found
}

async function newestAuthentic(sealed: SealedFiles, spec: AnyCollection, shard: number, generations: readonly number[]): Promise<ShardSnapshot | undefined> {
  for (const generation of generations) {
    const name = shardName(spec.name, shard, generation)
    try {
      const { records } = decodeShard(name, await sealed.read(name))
      const ref: FileRef = { generation, ...(await sealed.fingerprint(name)) }
      const entries = [...records].map(
        ([id, bytes]): Entry => ({ id, ...describeRecord(spec, parseRecord(bytes)), shard, bytes: bytes.length }),
      )
      return { shard, ref, entries }
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error
    }
  }
  return undefined
}

/** Takes the records out of a state whose only file is damaged, and counts them. */
export async function dropUnreadable(state: StoreState, salvage: Salvage): Promise<void> {
  const bad = new Set<string>()
  await inParallel([...shardFilesOf(state)], async ([name, ref]) => {
    const damage = await damageOf(state.sealed, name, ref, salvage.known)
    if (!damage) return
    salvage.damaged.push(damage)
    bad.add(name)
  })
  for (const collection of state.collections.values()) {
    for (const [shard, { ref, ids }] of collection.shards) {
      if (!ref || !bad.has(shardName(collection.name, shard, ref.generation))) continue
      for (const id of ids.filter((one) => collection.pending(one) === 'inFile')) {
        collection.remove(id)
        salvage.lost.set(collection.name, (salvage.lost.get(collection.name) ?? 0) + 1)
      }
    }
  }
}

async function damageOf(sealed: SealedFiles, name: string, ref: FileRef, known: Salvage['known']): Promise<DamagedFileError | undefined> {
  const key = `${name} ${ref.tag}`
  if (known.has(key)) return known.get(key)
  let damage: DamagedFileError | undefined
  try {
    await sealed.read(name, ref)
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error
    damage = error
  }
  known.set(key, damage)
  return damage
}
