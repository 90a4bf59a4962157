import { CheckpointWriter } from './checkpoint'
import type { Engine } from './engine'
import type { Migration, MigratedRecord } from './migrations/migration'
import { parseRecord } from './store-state'
import { nextTurn } from './yielding'

/** Migrated records are brought to disk in portions of this size; nothing refers to them before the last is done. */
const PORTION_BYTES = 16 * 1024 * 1024

function migrated(record: MigratedRecord, migrations: readonly Migration[]): readonly MigratedRecord[] {
  return migrations.reduce<readonly MigratedRecord[]>((records, migration) => records.flatMap((one) => migration.migrate(one)), [record])
}

/**
 * Runs the migrations a store has not been through, over a store that nobody uses yet. The state before stays as a
 * generation (retention.ts keeps the last of every schema); one manifest at the end makes the new shape the present one,
 * so that a crash or a failure on the way leaves the old.
 */
export async function migrate(engine: Engine, migrations: readonly Migration[]): Promise<void> {
  const pending = migrations.filter(({ number }) => number > engine.manifest.schema)
  const last = pending.at(-1)
  if (!last) return
  await engine.checkpoint()
  try {
    await migrateAll(engine, pending)
    engine.manifest = { ...engine.manifest, schema: last.number }
    await engine.checkpoint({ force: true })
  } catch (error) {
    // What is in memory is neither the old shape nor the new; it must not be written.
    engine.poison(error)
    throw error
  }
}

async function migrateAll(engine: Engine, pending: readonly Migration[]): Promise<void> {
  const todo = [...engine.state.collections].map(([name, { entries }]): [string, string[]] => [name, [...entries.keys()]])
  let portion = 0
  for (const [collection, ids] of todo) {
    for (const id of ids) {
      portion += await migrateOne(engine, collection, id, pending)
      if (portion < PORTION_BYTES) continue
      const writer = new CheckpointWriter(engine.state, engine.nextGeneration++, nextTurn)
      writer.commit(await writer.write(writer.cut()))
      portion = 0
    }
  }
}

async function migrateOne(engine: Engine, collection: string, id: string, pending: readonly Migration[]): Promise<number> {
  const { state } = engine
  const bytes = await state.read(collection, id)
  if (!bytes) return 0
  const before = { collection, record: parseRecord(bytes) as MigratedRecord['record'] }
  const after = migrated(before, pending)
  const puts = after.map(({ collection: name, record }) => ({ collection: name, id: record.id, bytes: Buffer.from(JSON.stringify(record)) }))
  const only = puts[0]
  if (puts.length === 1 && only?.collection === collection && only.bytes.equals(bytes)) return 0
  const stays = puts.some((put) => put.collection === collection && put.id === id)
  const operations = stays ? puts : [...puts, { collection, id, bytes: undefined }]
  state.apply(operations.map((operation) => state.prepare(operation)))
  return puts.reduce((sum, put) => sum + put.bytes.length, 0)
}
