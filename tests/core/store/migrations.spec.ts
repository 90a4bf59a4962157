import { expect, test } from 'vitest'
import type { Migration } from '#core/store/migrations/migration'
import { MIGRATIONS } from '#core/store/migrations/index'
import { openStore } from '#core/store/open-store'
import { contentsOf, entries, notes, openFresh, optionsFor, putNote, requireOpen } from './harness'
import { MemoryFileSystem } from './memory-file-system'

/** Ranks double; notes of odd rank move to entries; rank 4 goes; rank 6 becomes two. */
const FIRST: Migration = {
  number: 1,
  title: 'ranks double, odd notes move',
  migrate: ({ collection, record }) => {
    const rank = Number(record['rank'])
    const doubled = { ...record, rank: rank * 2 }
    if (collection !== 'notes') return [{ collection, record }]
    if (rank === 4) return []
    if (rank === 6) return [{ collection, record: doubled }, { collection: 'entries', record: { ...doubled, id: `${record.id}-copy` } }]
    return [{ collection: rank % 2 === 1 ? 'entries' : 'notes', record: doubled }]
  },
}
const SECOND: Migration = { number: 2, title: 'text is added', migrate: ({ collection, record }) => [{ collection, record: { ...record, text: 'second' } }] }

async function filled(): Promise<MemoryFileSystem> {
  const fs = new MemoryFileSystem()
  const store = await openFresh(fs, { migrations: [] })
  for (let i = 0; i < 8; i++) await putNote(store, { id: `n${i}`, text: 'x'.repeat(30_000), rank: i })
  await store.close()
  return fs
}

test('migrations are numbered from 1 without a gap', () => {
  expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, i) => i + 1))
})

test('records change, move, go and come; the state before stays as a generation', async () => {
  const fs = await filled()
  const { store } = requireOpen(await openStore(optionsFor(fs, { migrations: [FIRST, SECOND] })))
  const ranks = async (spec: typeof notes | typeof entries): Promise<Record<string, number>> =>
    Object.fromEntries([...(await contentsOf(store, spec))].map(([id, { rank }]) => [id, rank]))
  expect(await ranks(notes)).toEqual({ n0: 0, n2: 4, n6: 12 })
  expect(await ranks(entries)).toEqual({ n1: 2, n3: 6, n5: 10, n7: 14, 'n6-copy': 12 })
  expect((await contentsOf(store, notes)).get('n2')?.text).toBe('second')
  const [, before] = await store.generations()
  expect(before?.counts['notes']).toBe(8)
  await store.close()
  const again = requireOpen(await openStore(optionsFor(fs, { migrations: [FIRST, SECOND] }))).store
  expect((await contentsOf(again, notes)).get('n2')?.rank).toBe(4)
})

test('cut short anywhere, the next opening has the old shape or the new, never a mixture', async () => {
  const start = await filled()
  const trial = start.copy()
  await openStore(optionsFor(trial, { migrations: [FIRST] }))
  for (let n = 1; n <= trial.operations; n += 2) {
    const fs = start.copy()
    fs.fault = { kind: 'death', at: n }
    await openStore(optionsFor(fs, { migrations: [FIRST] })).catch(() => undefined)
    const after = fs.afterwards({ kind: 'all' })
    const again = await openStore(optionsFor(after, { migrations: [] }))
    if (again.kind === 'newer') continue
    expect((await contentsOf(requireOpen(again).store, notes)).get('n2')?.rank, `operation ${n}`).toBe(2)
  }
})

test('a migration that throws leaves the folder as it was', async () => {
  const fs = await filled()
  const failing: Migration = { ...FIRST, migrate: () => { throw new Error('cannot') } }
  await expect(openStore(optionsFor(fs, { migrations: [failing] }))).rejects.toThrow('cannot')
  const { store } = requireOpen(await openStore(optionsFor(fs, { migrations: [] })))
  expect((await contentsOf(store, notes)).size).toBe(8)
})

test('rows are made anew when the function that makes them changes, or the program', async () => {
  const fs = await filled()
  const other = { ...notes, summarize: (note: { rank: number }) => ({ rank: note.rank + 100, start: '' }) }
  const { store } = requireOpen(await openStore(optionsFor(fs, { collections: [other, entries], migrations: [] })))
  expect((await store.query(other, { where: (row) => row.rank === 103 })).total).toBe(1)
  await store.close()
  const back = requireOpen(await openStore(optionsFor(fs, { migrations: [] }))).store
  expect((await back.query(notes, { where: (row) => row.rank === 3 })).rows[0]?.start).toBe('xxxxxxxx')
})

test('collections that the program does not know are carried along', async () => {
  const fs = await filled()
  const less = requireOpen(await openStore(optionsFor(fs, { collections: [entries], migrations: [] }))).store
  await less.transact((tx) => tx.put(entries, { id: 'e', text: '', rank: 1 }))
  await less.close()
  const more = requireOpen(await openStore(optionsFor(fs, { migrations: [] }))).store
  expect((await contentsOf(more, notes)).size).toBe(8)
  expect((await more.query(notes, { where: (row) => row.rank === 3 })).total).toBe(1)
})
