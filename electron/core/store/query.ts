import type { Query, Rows, StoredRecord } from './store'
import { Slice, sortSliced } from './yielding'

export type Row = Readonly<StoredRecord>

export function byId(a: Row, b: Row): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

export async function inOrder(rows: readonly Row[]): Promise<boolean> {
  const slice = new Slice()
  for (let i = 1; i < rows.length; i++) {
    if ((rows[i - 1] as Row).id > (rows[i] as Row).id) return false
    if (i % 4096 === 0) await slice.breathe()
  }
  return true
}

/** Where `id` is, or would be, among rows in id order. */
export function placeOf(rows: readonly Row[], id: string): number {
  const last = rows.at(-1)
  if (last === undefined || last.id < id) return rows.length
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle] as Row).id < id) low = middle + 1
    else high = middle
  }
  return low
}

/** A copy of plain JSON that shares nothing; a tenth of structuredClone's time on small rows. */
export function copyPlain<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyPlain) as T
  const copy: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) copy[key] = copyPlain(inner)
  return copy as T
}

const CHECK_EVERY = 512

async function filter(rows: readonly Row[], where: ((row: Row) => boolean) | undefined): Promise<readonly Row[]> {
  if (!where) return rows
  const slice = new Slice()
  const found: Row[] = []
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row
    if (where(row)) found.push(row)
    if (i % CHECK_EVERY === 0) await slice.breathe()
  }
  return found
}

/**
 * The first `count` of the sorted rows without sorting them all: rows that beat the worst of the best so far are
 * gathered and cut back to `count` now and then. Stable, as rows come in id order.
 */
async function smallest(rows: readonly Row[], compare: (a: Row, b: Row) => number, count: number): Promise<readonly Row[]> {
  const slice = new Slice()
  const room = Math.max(1024, count * 2)
  let best: Row[] = []
  let worst: Row | undefined
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row
    if (worst === undefined || compare(row, worst) < 0) best.push(row)
    if (best.length >= room) {
      best = best.sort(compare).slice(0, count)
      worst = best.at(-1)
    }
    if (i % CHECK_EVERY === 0) await slice.breathe()
  }
  return best.sort(compare).slice(0, count)
}

/**
 * Filter, sort and page over rows in id order. `rows` must not change while this runs: callers with live rows give a
 * copy. Result rows are copies.
 */
export async function runQuery<S>(rows: readonly Row[], query: Query<S>): Promise<Rows<S>> {
  // Rows were made by the collection's own `summarize`, so they are S & StoredRecord.
  const where = query.where as ((row: Row) => boolean) | undefined
  const sort = query.sort as ((a: Row, b: Row) => number) | undefined
  const matching = await filter(rows, where)
  const offset = query.offset ?? 0
  const end = query.limit === undefined ? matching.length : Math.min(matching.length, offset + query.limit)
  const ordered = sort ? await (end * 4 < matching.length ? smallest(matching, sort, end) : sortSliced(matching, sort)) : matching
  const slice = new Slice()
  const page: Row[] = []
  for (let i = offset; i < end; i++) {
    page.push(copyPlain(ordered[i] as Row))
    if (i % CHECK_EVERY === 0) await slice.breathe()
  }
  return { rows: page as (S & StoredRecord)[], total: matching.length }
}
