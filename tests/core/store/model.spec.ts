import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ManagedStore } from '#core/store/managed-store'
import { openStore } from '#core/store/open-store'
import { contentsOf, entries, type Note, notes, optionsFor, requireOpen, TestClock } from './harness'
import { type Loss, MemoryFileSystem } from './memory-file-system'

/**
 * Random lives of a store against a plain map: transactions over two collections (some of which throw), checkpoints,
 * restarts, kills and power cuts in between. After every step the store holds what the map holds, rows included.
 */
type Model = Record<'notes' | 'entries', Map<string, Note>>
type Step =
  | { kind: 'transact'; changes: { entry: boolean; id: number; size: number | undefined }[]; fails: boolean }
  | { kind: 'checkpoint' | 'restart' | 'kill' }
  | { kind: 'powerCut'; seed: number }

const change = fc.record({ entry: fc.boolean(), id: fc.nat(30), size: fc.option(fc.nat(9000), { nil: undefined }) })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('transact' as const), changes: fc.array(change, { maxLength: 12 }), fails: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('checkpoint' as const, 'restart' as const, 'kill' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('powerCut' as const), seed: fc.nat() }) },
)

class Life {
  fs = new MemoryFileSystem()
  readonly clock = new TestClock()
  store: ManagedStore | undefined
  model: Model = { notes: new Map(), entries: new Map() }
  private version = 0

  async open(): Promise<ManagedStore> {
    this.store = requireOpen(await openStore(optionsFor(this.fs, { clock: this.clock }))).store
    return this.store
  }

  async take(one: Step): Promise<void> {
    const store = this.store ?? (await this.open())
    this.clock.advance(60_000)
    if (one.kind === 'transact') return this.transact(store, one)
    if (one.kind === 'checkpoint') return store.checkpoint()
    if (one.kind === 'restart') await store.close()
    else this.fs = this.fs.afterwards(lossOf(one))
    await this.open()
  }

  private async transact(store: ManagedStore, one: Extract<Step, { kind: 'transact' }>): Promise<void> {
    const next: Model = { notes: new Map(this.model.notes), entries: new Map(this.model.entries) }
    const work = store.transact(async (tx) => {
      for (const { entry, id: number, size } of one.changes) {
        const spec = entry ? entries : notes
        const id = `r${number}`
        const map = entry ? next.entries : next.notes
        expect(await tx.get(spec as typeof notes, id)).toEqual(map.get(id))
        if (size === undefined) {
          await tx.remove(spec as typeof notes, id)
          map.delete(id)
        } else {
          const record: Note = { id, text: 'x'.repeat(size), rank: ++this.version }
          await tx.put(spec as typeof notes, record)
          map.set(id, record)
        }
      }
      expect(ranks(await tx.query(notes))).toEqual(ranksOf(next.notes))
      if (one.fails) throw new Error('changed my mind')
    })
    if (one.fails) await expect(work).rejects.toThrow('changed my mind')
    else {
      await work
      this.model = next
    }
  }

  async check(): Promise<void> {
    const store = this.store ?? (await this.open())
    expect(await contentsOf(store, notes)).toEqual(sorted(this.model.notes))
    expect(await contentsOf(store, entries)).toEqual(sorted(this.model.entries))
    expect(ranks(await store.query(notes))).toEqual(ranksOf(this.model.notes))
  }
}

function lossOf(one: Step): Loss {
  if (one.kind !== 'powerCut') return { kind: 'none' }
  let state = one.seed
  return {
    kind: 'some',
    pick: (limit) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return state % (limit + 1)
    },
  }
}

const sorted = (map: Map<string, Note>): Map<string, Note> => new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
const ranks = ({ rows }: { rows: { id: string; rank: number }[] }): [string, number][] => rows.map(({ id, rank }) => [id, rank])
const ranksOf = (map: Map<string, Note>): [string, number][] => [...sorted(map)].map(([id, { rank }]) => [id, rank])

test('a store is the map that its acknowledged transactions make', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const life = new Life()
      for (const one of steps) {
        await life.take(one)
        await life.check()
      }
    }),
    { numRuns: 80 },
  )
}, 120_000)
