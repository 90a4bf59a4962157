import type { Output } from '#shared/contract/registry'
import { COLLECTION_LABELS } from '../../collections/collection-labels'
import { accounts, audit, self } from '../../collections/station.collections'
import type { Generation } from '../../store/managed-store'
import type { Reader } from '../../store/store'

type Counts = Readonly<Record<string, number>>
type Described = Output<'backup.overview'>['generations'][number]

const COUNTED = COLLECTION_LABELS.filter((label) => label.counted)
const countIn = (counts: Counts, name: string): number => counts[name] ?? 0

/** A state with nobody in it (before the first set-up was done) would lock everybody out. */
export const isRestorable = ({ counts }: Pick<Generation, 'counts'>): boolean => countIn(counts, self.name) > 0 && countIn(counts, accounts.name) > 0

/** Records by collection as of now, with what no manifest has yet. */
export async function presentCounts(reader: Reader): Promise<Counts> {
  const counts: Record<string, number> = { [audit.name]: (await reader.query(audit, { limit: 0 })).total }
  for (const { collection } of COUNTED) counts[collection.name] = (await reader.query(collection, { limit: 0 })).total
  return counts
}

/** 主体 2、草稿 1 of every collection of which there are more in the one than in the other. */
function surplus(more: Counts, less: Counts): string {
  return COUNTED
    .map(({ collection, label }) => ({ label, count: countIn(more, collection.name) - countIn(less, collection.name) }))
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${label} ${count}`)
    .join('、')
}

/** What going back would undo: how many recorded operations, and what there is less or again of. */
export function lossInWords(then: Counts, now: Counts, operationsSince: number): string {
  if (operationsSince === 0) return '与现在的数据相同'
  const gone = surplus(now, then)
  const again = surplus(then, now)
  return [
    `此后的 ${operationsSince} 次操作不再生效`,
    ...(gone === '' ? [] : [`比现在少：${gone}`]),
    ...(again === '' ? [] : [`重新出现：${again}`]),
  ].join('；')
}

/** One automatic backup as the page lists it. */
export function describe(generation: Generation, now: Counts): Described {
  const { id, at, bytes, counts, present, kept } = generation
  const operationsSince = Math.max(0, countIn(now, audit.name) - countIn(counts, audit.name))
  return {
    generationId: String(id), at: new Date(at).toISOString(), bytes, present, kept, operationsSince, lost: lossInWords(counts, now, operationsSince),
    counts: COUNTED.map(({ collection, label }) => ({ label, count: countIn(counts, collection.name) })).filter(({ count }) => count > 0),
  }
}
