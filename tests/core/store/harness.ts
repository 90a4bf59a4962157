import type { Clock, Secrets } from '#core/ports'
import type { FileSystem } from '#core/store/file-system'
import type { ManagedStore } from '#core/store/managed-store'
import type { OpenOptions, OpenResult } from '#core/store/open-options'
import { openStore } from '#core/store/open-store'
import { collection, type StoredRecord } from '#core/store/store'

export interface Note extends StoredRecord {
  text: string
  rank: number
  files?: string[]
}

export const notes = collection<Note>('notes')({
  summarize: (note) => ({ rank: note.rank, start: note.text.slice(0, 8) }),
  attachmentsOf: (note) => note.files ?? [],
})

export const entries = collection<Note>('entries')({ summarize: (note) => ({ rank: note.rank }) })

/** Wraps by adding a byte's worth of secret; another machine has another byte. */
export function machine(secret: number): Secrets {
  const turn = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ secret)
  return { protection: `机器${secret}`, wrap: async (plain) => turn(plain), unwrap: async (wrapped) => turn(wrapped) }
}

/** A clock that the test moves; callbacks come when it is moved past them. */
export class TestClock implements Clock {
  private readonly timers = new Set<{ at: number; callback: () => void }>()

  constructor(private time = 1_800_000_000_000) {}

  now(): number {
    return this.time
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, callback }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  advance(ms: number): void {
    this.time += ms
    for (const timer of [...this.timers]) {
      if (timer.at > this.time) continue
      this.timers.delete(timer)
      timer.callback()
    }
  }
}

/** No process has this number, so that a "killed" holder is recognised as gone. */
const NOBODY = 99_999_999

export function optionsFor(fs: FileSystem | undefined, more: Partial<OpenOptions> = {}): OpenOptions {
  return {
    dir: '/data',
    collections: [notes, entries],
    secrets: machine(7),
    clock: new TestClock(),
    holder: { name: '测试程序', pid: NOBODY, host: 'here' },
    create: true,
    ...(fs ? { fs } : {}),
    ...more,
  }
}

export type Opened = Extract<OpenResult, { kind: 'open' }>

export function requireOpen(result: OpenResult): Opened {
  if (result.kind !== 'open') throw new Error(`expected an open store, found ${JSON.stringify(result)}`)
  return result
}

export async function openFresh(fs: FileSystem | undefined, more: Partial<OpenOptions> = {}): Promise<ManagedStore> {
  return requireOpen(await openStore(optionsFor(fs, more))).store
}

/** All records of a collection by id, each read through the store. */
export async function contentsOf(store: ManagedStore, spec: typeof notes | typeof entries): Promise<Map<string, Note>> {
  const { rows } = await store.query(spec as typeof entries)
  const found = new Map<string, Note>()
  for (const { id } of rows) {
    const record = await store.get(spec as typeof entries, id)
    if (record) found.set(id, record)
  }
  return found
}

export async function putNote(store: ManagedStore, note: Note): Promise<void> {
  await store.transact((tx) => tx.put(notes, note))
}

export async function* streamOf(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield part
}

export async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}
