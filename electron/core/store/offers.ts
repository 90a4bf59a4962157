import { shardFilesOf } from './load'
import { manifestNumbers } from './manifest'
import type { AnyCollection, GenerationOffer } from './open-options'
import { loadGeneration, type LoadedGeneration, verifyFiles } from './open-state'
import { DamagedFileError, type SealedFiles } from './sealed-files'

/** How many whole states are offered, newest first. */
const OFFERS = 5

interface Whole {
  offer: GenerationOffer
  sequence: number
  complete: boolean
}

/** The newest whole generations of a damaged store, each with what going back to it would lose. */
export async function offersOf(sealed: SealedFiles, specs: readonly AnyCollection[], program: string): Promise<GenerationOffer[]> {
  const found: Whole[] = []
  const checked = new Set<string>()
  let highest = 0
  for (const generation of (await manifestNumbers(sealed)).reverse()) {
    if (found.length === OFFERS) break
    try {
      const loaded = await loadGeneration(sealed, specs, generation, program)
      highest = Math.max(highest, loaded.replayed.end.sequence)
      found.push(await whole(sealed, loaded, checked))
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error
    }
  }
  return found.map(({ offer, sequence, complete }) => ({ ...offer, lost: lossInWords(complete, highest - sequence) }))
}

/** @throws DamagedFileError when it is not whole. */
async function whole(sealed: SealedFiles, loaded: LoadedGeneration, checked: Set<string>): Promise<Whole> {
  const shards = [...shardFilesOf(loaded.state)].filter(([name]) => !checked.has(name))
  await verifyFiles(sealed, shards)
  for (const [name] of shards) checked.add(name)
  const { manifest, replayed, state } = loaded
  const counts = Object.fromEntries([...state.collections].map(([name, { entries }]) => [name, entries.size]))
  return {
    offer: { id: manifest.generation, at: manifest.at, counts, lost: '' },
    sequence: replayed.end.sequence,
    complete: replayed.damage === undefined,
  }
}

function lossInWords(complete: boolean, atLeast: number): string {
  if (complete) return '不丢失任何已保存的修改'
  return atLeast > 0 ? `将丢失此后已保存的至少 ${atLeast} 次修改` : '可能丢失最后一次或几次已保存的修改'
}
