import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '#shared/errors/app-error'
import { seal, unseal } from './cipher'
import { readIfThere, replaceDurably } from './durable-file'
import { ensureDirectory, nodeFileSystem, type FileSystem } from './file-system'
import { createKeyFile, newStoreKey, readKeyFile, type StoreKey, unwrapByMachine } from './key-file'
import { takeLock } from './lock'
import type { OpenOptions, OpenResult } from './open-options'
import { createRecoveryCode } from './recovery-code'
import type { Attachments, Change, CollectionSpec, Query, Rows, Store, StoredRecord, Transaction } from './store'

type State = Record<string, Record<string, string>>
const STATE = 'state.sealed'

function stateReader(state: () => State) {
  return {
    async get<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, id: string): Promise<R | undefined> {
      const text = state()[spec.name]?.[id]
      return text === undefined ? undefined : (JSON.parse(text) as R)
    },
    async query<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, query: Query<S> = {}): Promise<Rows<S>> {
      const ids = Object.keys(state()[spec.name] ?? {}).sort()
      const all = ids.map((id) => ({ ...spec.summarize(JSON.parse(state()[spec.name]?.[id] ?? '') as R), id }))
      const rows = query.where ? all.filter(query.where) : all
      if (query.sort) rows.sort(query.sort)
      const offset = query.offset ?? 0
      return { rows: structuredClone(rows.slice(offset, query.limit === undefined ? undefined : offset + query.limit)), total: rows.length }
    },
  }
}

class OneFileStore implements Store {
  private state: State = {}
  private queue: Promise<unknown> = Promise.resolve()
  readonly readOnlyReason: string | undefined = undefined
  private readonly reader = stateReader(() => this.state)
  readonly get = this.reader.get
  readonly query = this.reader.query
  readonly attachments: Attachments

  constructor(private readonly files: FileSystem, private readonly dir: string, private readonly key: StoreKey, private readonly release: () => Promise<void>) {
    this.attachments = { add: (source, max) => this.add(source, max), has: (sha) => this.has(sha), read: (sha) => this.readAttachment(sha) }
  }

  async load(): Promise<void> {
    const sealed = await readIfThere(this.files, join(this.dir, STATE))
    if (sealed) this.state = JSON.parse(unseal(this.key.dataKey, STATE, sealed).toString()) as State
  }

  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const run = this.queue.then(() => this.run(work))
    this.queue = run.catch(() => undefined)
    return run
  }

  private async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const next: State = Object.fromEntries(Object.entries(this.state).map(([name, records]) => [name, { ...records }]))
    const reader = stateReader(() => next)
    const changes = new Map<string, Change>()
    const set = (name: string, id: string, after: StoredRecord | undefined): void => {
      const text = next[name]?.[id]
      const key = `${name}/${id}`
      const before = changes.has(key) ? changes.get(key)?.before : text === undefined ? undefined : (JSON.parse(text) as StoredRecord)
      const records = (next[name] ??= {})
      if (after === undefined) delete records[id]
      else records[id] = JSON.stringify(after)
      changes.set(key, { collection: name, id, before, after: after && (JSON.parse(JSON.stringify(after)) as StoredRecord) })
    }
    const result = await work({
      ...reader,
      put: async (spec, record) => set(spec.name, record.id, record),
      remove: async (spec, id) => set(spec.name, id, undefined),
      changes: () => [...changes.values()],
    })
    if (changes.size > 0) await replaceDurably(this.files, join(this.dir, STATE), seal(this.key.dataKey, STATE, Buffer.from(JSON.stringify(next))))
    this.state = next
    return result
  }

  private attachmentPath(sha256: string): string {
    return join(this.dir, `attachment-${sha256}`)
  }

  private async add(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ sha256: string; size: number }> {
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of source) {
      size += part.length
      if (size > maxBytes) throw new AppError('attachment.tooLarge', { params: { size: `超过${(maxBytes / 1048576).toFixed(0)}MB` } })
      parts.push(part)
    }
    const sha256 = createHash('sha256').update(Buffer.concat(parts)).digest('hex')
    await replaceDurably(this.files, this.attachmentPath(sha256), seal(this.key.dataKey, sha256, ...parts))
    return { sha256, size }
  }

  private async has(sha256: string): Promise<boolean> {
    return (await this.files.status(this.attachmentPath(sha256))) !== undefined
  }

  private async *readAttachment(sha256: string): AsyncIterable<Uint8Array> {
    const sealed = await readIfThere(this.files, this.attachmentPath(sha256))
    if (!sealed) throw new AppError('attachment.missing')
    yield unseal(this.key.dataKey, sha256, sealed)
  }

  async close(): Promise<void> {
    await this.queue
    await this.release()
  }
}

/** Opens, or with `create` makes, the store of a folder. Expected findings are results, not errors (store.md §2 "Opening"). */
export async function openStore(options: OpenOptions): Promise<OpenResult> {
  const files = options.fs ?? nodeFileSystem
  const found = await readKeyFile(files, options.dir)
  if (found.kind === 'none' && !options.create) return { kind: 'fresh' }
  if (found.kind === 'newer') return found
  if (found.kind === 'damaged') return { kind: 'damaged', file: found.name, generations: [] }
  await ensureDirectory(files, options.dir)
  const lock = await takeLock(files, options.dir, options.holder, options.clock.now())
  if (lock.kind === 'locked') return { kind: 'locked', holder: lock.owner }
  const created = found.kind === 'none' ? { key: newStoreKey(), recoveryCode: createRecoveryCode() } : undefined
  if (created) {
    await createKeyFile(files, options.dir, created.key, { secrets: options.secrets, recoveryCode: created.recoveryCode, at: options.clock.now() })
  }
  const key = created?.key ?? (found.kind === 'found' ? await unwrapByMachine(found.file, options.secrets) : undefined)
  if (!key) {
    await lock.release()
    return { kind: 'wrongKey', protection: options.secrets.protection }
  }
  const store = new OneFileStore(files, options.dir, key, lock.release)
  await store.load()
  return { kind: 'open', store, recoveryCode: created?.recoveryCode, warnings: [] }
}
