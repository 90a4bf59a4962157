import { manifestNumbers } from './manifest'
import type { AnyCollection, GenerationOffer } from './open-options'
import { loadGeneration } from './open-state'
import { newSalvage, type Salvage } from './salvage'
import { DamagedFileError, type SealedFiles } from './sealed-files'

/** How many states are offered, newest first; the newest whole one is always among them. */
const OFFERS = 5
/** Beyond this many states that are not whole, a whole one is not looked for. */
const LOOK_BACK = 60

interface Found {
  offer: GenerationOffer
  sequence: number
  complete: boolean
  salvage: Salvage
}

/** The states a damaged store can be brought back to, each with what going back to it would lose. */
export async function offersOf(sealed: SealedFiles, specs: readonly AnyCollection[], program: string): Promise<GenerationOffer[]> {
  const found: Found[] = []
  const known: Salvage['known'] = new Map()
  for (const generation of (await manifestNumbers(sealed)).reverse().slice(0, LOOK_BACK)) {
    if (found.length >= OFFERS && found.some(({ offer }) => offer.whole)) break
    const one = await look(sealed, specs, generation, program, known)
    if (one && (found.length < OFFERS || one.offer.whole)) found.push(one)
  }
  const highest = Math.max(0, ...found.map(({ sequence }) => sequence))
  return found.map((one) => ({ ...one.offer, lost: lossInWords(one, highest - one.sequence) }))
}

async function look(
  sealed: SealedFiles,
  specs: readonly AnyCollection[],
  generation: number,
  program: string,
  known: Salvage['known'],
): Promise<Found | undefined> {
  const salvage = newSalvage(known)
  try {
    const { manifest, replayed, state } = await loadGeneration(sealed, specs, generation, program, salvage)
    const counts = Object.fromEntries([...state.collections].map(([name, { entries }]) => [name, entries.size]))
    const whole = salvage.damaged.length === 0
    return {
      offer: { id: manifest.generation, at: manifest.at, counts, whole, lost: '' },
      sequence: replayed.end.sequence,
      complete: replayed.damage === undefined,
      salvage,
    }
  } catch (error) {
    if (error instanceof DamagedFileError) return undefined
    throw error
  }
}

function lossInWords({ complete, salvage }: Found, atLeast: number): string {
  const words: string[] = []
  const records = [...salvage.lost.values()].reduce((sum, count) => sum + count, 0)
  if (records > 0) words.push(`${records} 条记录所在的文件已损坏，将不再包含`)
  if (salvage.rebuilt > 0) words.push('部分索引已损坏，将按数据文件重建')
  if (!complete) words.push(atLeast > 0 ? `将丢失此后已保存的至少 ${atLeast} 次修改` : '可能丢失最后一次或几次已保存的修改')
  return words.length > 0 ? words.join('；') : '不丢失任何已保存的修改'
}
