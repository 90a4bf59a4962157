import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyPlain, placeOf, runQuery } from '#core/store/query'
import { sortSliced } from '#core/store/yielding'
import { contentsOf, notes, openFresh, putNote } from './harness'
import { MemoryFileSystem } from './memory-file-system'

const hexadecimal = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 1, maxLength: 6 })
const rowsOf = fc.uniqueArray(fc.record({ id: hexadecimal, rank: fc.nat(20) }), { selector: ({ id }) => id, maxLength: 3000 })
type Row = { id: string; rank: number }

test('filter, sort and page are those of a plain array, ties in id order', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOf, fc.nat(20), fc.boolean(), fc.option(fc.nat(60), { nil: undefined }), fc.nat(60), async (unsorted, most, sort, limit, offset) => {
      const rows = [...unsorted].sort((a, b) => (a.id < b.id ? -1 : 1))
      const where = (row: Row): boolean => row.rank <= most
      const compare = sort ? (a: Row, b: Row): number => b.rank - a.rank : undefined
      const matching = rows.filter(where)
      const ordered = compare ? [...matching].sort(compare) : matching
      const expected = ordered.slice(offset, limit === undefined ? undefined : offset + limit)
      expect(await runQuery<Row>(rows, { where, sort: compare, limit, offset })).toEqual({ rows: expected, total: matching.length })
    }),
    { numRuns: 60 },
  )
})

test('the sliced sort is the stable sort', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(9), fc.nat()), { maxLength: 7000, size: 'max' }), async (items) => {
      const compare = (a: [number, number], b: [number, number]): number => a[0] - b[0]
      expect(await sortSliced(items, compare)).toEqual([...items].sort(compare))
    }),
    { numRuns: 10 },
  )
})

test('the place of an id among ids in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(hexadecimal, { maxLength: 40 }), hexadecimal, (ids, id) => {
      const rows = [...ids].sort().map((one) => ({ id: one }))
      expect(placeOf(rows, id)).toBe(rows.filter((row) => row.id < id).length)
    }),
  )
})

test('a copy of plain JSON is equal and shares nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy = copyPlain(value)
      expect(copy).toEqual(value)
      if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value)
    }),
  )
})

test('what the store gives out can be changed without changing the store', async () => {
  const store = await openFresh(new MemoryFileSystem())
  const mine = { id: 'a', text: 'kept text', rank: 1, files: ['f'.repeat(64)] }
  await putNote(store, mine)
  mine.text = 'changed'
  mine.files.push('x')
  const got = await store.get(notes, 'a')
  Object.assign(got ?? {}, { text: 'changed' })
  const { rows } = await store.query(notes)
  Object.assign(rows[0] ?? {}, { rank: 9 })
  await store.transact(async (tx) => {
    await tx.put(notes, { ...mine, id: 'b' })
    const [change] = tx.changes()
    Object.assign(change?.after ?? {}, { text: 'changed' })
  })
  expect((await contentsOf(store, notes)).get('a')).toEqual({ id: 'a', text: 'kept text', rank: 1, files: ['f'.repeat(64)] })
  expect((await contentsOf(store, notes)).get('b')?.text).toBe('changed')
  expect((await store.query(notes)).rows[0]).toEqual({ id: 'a', rank: 1, start: 'kept tex' })
})

test('changes name every record once with what it was before and is after', async () => {
  const store = await openFresh(new MemoryFileSystem())
  await putNote(store, { id: 'a', text: 'one', rank: 1 })
  await store.transact(async (tx) => {
    await tx.put(notes, { id: 'a', text: 'two', rank: 2 })
    await tx.put(notes, { id: 'b', text: 'new', rank: 3 })
    await tx.put(notes, { id: 'a', text: 'three', rank: 4 })
    await tx.remove(notes, 'b')
    expect(tx.changes()).toEqual([
      { collection: 'notes', id: 'a', before: { id: 'a', text: 'one', rank: 1 }, after: { id: 'a', text: 'three', rank: 4 } },
      { collection: 'notes', id: 'b', before: undefined, after: undefined },
    ])
  })
  expect([...(await contentsOf(store, notes)).keys()]).toEqual(['a'])
})

test('transactions run one after the other', async () => {
  const store = await openFresh(new MemoryFileSystem())
  await putNote(store, { id: 'a', text: '', rank: 0 })
  const raise = (): Promise<void> =>
    store.transact(async (tx) => {
      const found = await tx.get(notes, 'a')
      await new Promise((resolve) => setImmediate(resolve))
      await tx.put(notes, { id: 'a', text: '', rank: (found?.rank ?? 0) + 1 })
    })
  await Promise.all(Array.from({ length: 20 }, raise))
  expect((await store.get(notes, 'a'))?.rank).toBe(20)
})
