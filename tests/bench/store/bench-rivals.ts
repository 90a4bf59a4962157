import { open, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Low } from 'lowdb'
import { JSONFile } from 'lowdb/node'
import { applicationOf, type BenchApplication, Dice, idOf } from './bench-data'
import { timed, timesOf, type Times } from './bench-stats'

/** Other ways to make one changed record durable, over the same records, on the same disk, in the same run. */
export interface Rival {
  name: string
  /** Milliseconds of each of `count` commits of one record. */
  commit(count: number): Promise<number[]>
  close(): Promise<void>
}

export type RivalOutcome = { name: string; skipped: string } | { name: string; times: Times }

export async function bareAppend(dir: string): Promise<Rival> {
  const file = await open(join(dir, 'bare'), 'w')
  const dice = new Dice(2)
  let position = 0
  return {
    name: 'bare append + fdatasync',
    commit: async (count) => {
      const samples: number[] = []
      for (let i = 0; i < count; i++) {
        const bytes = Buffer.from(JSON.stringify(applicationOf(i, dice)))
        samples.push(
          await timed(async () => {
            await file.write(bytes, 0, bytes.length, position)
            await file.datasync()
          }),
        )
        position += bytes.length
      }
      return samples
    },
    close: () => file.close(),
  }
}

export async function stockLowdb(dir: string, records: number): Promise<Rival> {
  const low = new Low<Record<string, BenchApplication>>(new JSONFile(join(dir, 'lowdb.json')), {})
  const dice = new Dice(1)
  for (let i = 0; i < records; i++) low.data[idOf(i)] = applicationOf(i, dice)
  return {
    name: 'stock lowdb JSONFile (no fsync)',
    commit: async (count) => {
      const samples: number[] = []
      for (let i = 0; i < count; i++) {
        low.data[idOf(dice.upTo(records))] = applicationOf(i, dice)
        samples.push(await timed(() => low.write()))
      }
      return samples
    },
    close: async () => undefined,
  }
}

export async function lmdbStore(dir: string, records: number): Promise<Rival> {
  const { open: openLmdb } = await import('lmdb')
  await mkdir(join(dir, 'lmdb'))
  const db = openLmdb<BenchApplication, string>({ path: join(dir, 'lmdb'), encoding: 'json', overlappingSync: false })
  const dice = new Dice(1)
  for (let i = 0; i < records; i++) void db.put(idOf(i), applicationOf(i, dice))
  await db.flushed
  return {
    name: 'lmdb',
    commit: async (count) => {
      const samples: number[] = []
      for (let i = 0; i < count; i++) {
        const record = applicationOf(dice.upTo(records), dice)
        samples.push(await timed(() => db.put(record.id, record)))
      }
      return samples
    },
    close: () => db.close(),
  }
}

interface SqlStatement {
  run(...values: unknown[]): unknown
}
interface SqlDatabase {
  exec(sql: string): unknown
  prepare(sql: string): SqlStatement
  close(): unknown
}

async function sqliteStore(name: string, openDatabase: (path: string) => SqlDatabase, dir: string, records: number): Promise<Rival> {
  const db = openDatabase(join(dir, `${name.replaceAll(':', '-')}.db`))
  db.exec('PRAGMA journal_mode=WAL')
  db.exec('PRAGMA synchronous=FULL')
  db.exec('CREATE TABLE records (id TEXT PRIMARY KEY, body TEXT)')
  const put = db.prepare('INSERT OR REPLACE INTO records VALUES (?, ?)')
  const dice = new Dice(1)
  db.exec('BEGIN')
  for (let i = 0; i < records; i++) put.run(idOf(i), JSON.stringify(applicationOf(i, dice)))
  db.exec('COMMIT')
  return {
    name: `${name} WAL synchronous=FULL`,
    commit: async (count) => {
      const samples: number[] = []
      for (let i = 0; i < count; i++) {
        const record = applicationOf(dice.upTo(records), dice)
        samples.push(await timed(async () => put.run(record.id, JSON.stringify(record))))
      }
      return samples
    },
    close: async () => {
      db.close()
    },
  }
}

/** By a name that the type checker does not follow: the package may not be there. */
async function optionalModule(name: string): Promise<Record<string, unknown>> {
  return (await import(name)) as Record<string, unknown>
}

export async function sqlite(name: 'node:sqlite' | 'better-sqlite3', dir: string, records: number): Promise<Rival> {
  const module = await optionalModule(name)
  const Database = (name === 'node:sqlite' ? module['DatabaseSync'] : module['default']) as new (path: string) => SqlDatabase
  return sqliteStore(name, (path) => new Database(path), dir, records)
}

/** Makes a rival, or says why there is none. */
export async function rivalOr(name: string, make: () => Promise<Rival>): Promise<Rival | { name: string; skipped: string }> {
  try {
    return await make()
  } catch (error) {
    return { name, skipped: error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error) }
  }
}

export async function outcomeOf(rival: Rival | { name: string; skipped: string }, count: number): Promise<RivalOutcome> {
  if ('skipped' in rival) return rival
  await rival.commit(Math.min(20, count))
  const times = timesOf(await rival.commit(count))
  await rival.close()
  return { name: rival.name, times }
}
