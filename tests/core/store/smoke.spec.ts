import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '#core/store/open-store'
import { collection, type StoredRecord } from '#core/store/store'

interface Note extends StoredRecord { text: string }
const notes = collection<Note>('notes')({ summarize: (note) => ({ length: note.text.length }) })

test('a created store keeps its records', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'store-'))
  const options = {
    dir, collections: [notes], create: true,
    secrets: { protection: 'x', wrap: async (b: Uint8Array) => b, unwrap: async (b: Uint8Array) => b },
    clock: { now: () => Date.now(), after: () => () => undefined },
    holder: { name: 'test', pid: process.pid, host: 'here' },
  }
  const first = await openStore(options)
  if (first.kind !== 'open') throw new Error(first.kind)
  expect((await openStore(options)).kind).toBe('locked')
  await first.store.transact(async (tx) => { await tx.put(notes, { id: 'a', text: 'hello' }) })
  await first.store.close()
  const second = await openStore(options)
  if (second.kind !== 'open') throw new Error(second.kind)
  expect(await second.store.get(notes, 'a')).toEqual({ id: 'a', text: 'hello' })
  expect((await second.store.query(notes)).rows).toEqual([{ id: 'a', length: 5 }])
  await second.store.close()
  await rm(dir, { recursive: true })
})
