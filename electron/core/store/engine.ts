import { randomBytes } from 'node:crypto'
import { AppError } from '#shared/errors/app-error'
import type { Clock } from '#core/ports'
import { AttachmentFiles } from './attachments'
import { TAG_BYTES } from './cipher'
import { CheckpointWriter, type ManifestHead } from './checkpoint'
import type { OpenFile } from './file-system'
import type { Journal } from './journal'
import type { Manifest } from './manifest'
import { writeManifest } from './manifest'
import { runQuery } from './query'
import { DamagedFileError, type SealedFiles } from './sealed-files'
import type { CollectionSpec, Query, Rows, Store, StoredRecord, Transaction } from './store'
import { parseRecord, type StoreState } from './store-state'
import { TransactionView } from './transaction'
import { failureReason, reported, writeFailure } from './write-failure'
import { nextTurn } from './yielding'

/** From this many bytes in the journal on, a transaction beside a checkpoint waits until that has written one file more. */
const JOURNAL_PACED = 8 * 1024 * 1024
/** From this many bytes on, transactions wait for a whole checkpoint: opening must stay quick. */
const JOURNAL_LIMIT = 64 * 1024 * 1024

export interface EngineParts {
  sealed: SealedFiles
  clock: Clock
  state: StoreState
  manifest: Manifest
  nextGeneration: number
  /** Absent: the store can only be read, for this reason. */
  journal: Journal | { readOnlyReason: string }
  /** Part of the summary fingerprint. */
  program: string
}

/** Everything that changes the files runs through here: one transaction at a time, one checkpoint at a time. */
export class Engine implements Store {
  readonly sealed: SealedFiles
  readonly attachments: AttachmentFiles
  readonly clock: Clock
  state: StoreState
  manifest: Manifest
  nextGeneration: number
  readOnlyReason: string | undefined
  /** Told after every transaction. */
  onCommit: () => void = () => undefined
  /** Told of a damaged file that a read or checkpoint met. */
  onDamage: (error: DamagedFileError) => void = () => undefined
  private readonly journal: Journal | undefined
  private readonly program: string
  private queue: Promise<unknown> = Promise.resolve()
  private upkeep: Promise<unknown> = Promise.resolve()
  private waiting = 0
  /** Resolves when the checkpoint under way has written its next file; at once when none is. */
  private checkpointStep: Promise<void> = Promise.resolve()
  private stepDone: () => void = () => undefined
  private closed = false

  constructor(parts: EngineParts) {
    this.sealed = parts.sealed
    this.clock = parts.clock
    this.manifest = parts.manifest
    this.nextGeneration = parts.nextGeneration
    this.program = parts.program
    if ('readOnlyReason' in parts.journal) this.readOnlyReason = parts.journal.readOnlyReason
    else this.journal = parts.journal
    this.state = parts.state
    this.state.onDamage = (error) => this.damaged(error)
    this.attachments = new AttachmentFiles(this.sealed, {
      requireWritable: () => this.requireWritable(),
      failed: (error) => this.attachmentFailed(error),
      onDamage: (error) => this.onDamage(error),
    })
  }

  async get<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, id: string): Promise<R | undefined> {
    const bytes = await this.state.read(spec.name, id)
    return bytes && (parseRecord(bytes) as R)
  }

  async query<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, query: Query<S> = {}): Promise<Rows<S>> {
    return runQuery(this.state.collection(spec.name).rows.slice(), query)
  }

  async transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.journalBytes > JOURNAL_LIMIT) await this.checkpointQuietly()
    else if (this.journalBytes > JOURNAL_PACED) await this.checkpointStep
    return this.alone(() => this.run(work))
  }

  /** Its failure shows as read-only; what was acknowledged is safe in the journal. */
  private async checkpointQuietly(): Promise<void> {
    try {
      await this.checkpoint()
    } catch {
      if (this.readOnlyReason === undefined) throw new Error('a checkpoint failed without a reason')
    }
  }

  /** Runs between transactions. */
  alone<T>(work: () => Promise<T> | T): Promise<T> {
    this.waiting += 1
    const run = this.queue.then(work).finally(() => {
      this.waiting -= 1
    })
    this.queue = run.catch(() => undefined)
    return run
  }

  private async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const journal = this.requireWritable()
    const view = new TransactionView(this.state)
    const result = await work(view)
    const operations = view.end()
    if (operations.length === 0) return result
    this.requireWritable()
    try {
      await journal.append(this.clock.now(), operations)
    } catch (error) {
      this.poison(error)
      throw writeFailure(error)
    }
    this.state.apply(operations)
    this.onCommit()
    return result
  }

  /** @throws AppError store.readOnly */
  requireWritable(): Journal {
    if (this.closed) throw new Error('the store is closed')
    if (this.readOnlyReason !== undefined || !this.journal) {
      throw new AppError('store.readOnly', { params: { reason: this.readOnlyReason ?? '' } })
    }
    return this.journal
  }

  /** After a failed write or sync nobody knows what the disk holds; nothing more is written (store.md §2). */
  poison(error: unknown): void {
    this.readOnlyReason ??= error instanceof DamagedFileError ? `数据文件损坏：${error.file}` : failureReason(error)
  }

  /** A file of the present state is damaged: read-only from here on. */
  damaged(error: DamagedFileError): void {
    this.poison(error)
    this.onDamage(error)
  }

  /** A full disk refuses the attachment, whose part is removed again; any other failure speaks of the disk itself. */
  private attachmentFailed(error: unknown): void {
    if (writeFailure(error).code !== 'store.diskFull') this.poison(error)
  }

  get journalBytes(): number {
    return this.journal?.bytes ?? 0
  }

  get journalNumber(): number {
    return this.journal?.number ?? 0
  }

  /** Whether a checkpoint would write anything. */
  get dirty(): boolean {
    return this.state.dirty
  }

  /** Runs one piece of upkeep (checkpoint, sweep, restore) at a time. */
  maintain<T>(work: () => Promise<T>): Promise<T> {
    const run = this.upkeep.then(work)
    this.upkeep = run.catch(() => undefined)
    return run
  }

  /** @throws AppError store.diskFull, store.writeFailed, store.damaged; the store is read-only then. */
  checkpoint(how: { kept?: string; force?: boolean } = {}): Promise<void> {
    return this.maintain(async () => {
      if (this.readOnlyReason !== undefined || (!this.dirty && !how.force)) return
      await this.checkpointNow({ alone: false, kept: how.kept })
    })
  }

  /** Only inside `maintain`, or where nothing else runs. `alone`: the caller keeps transactions away meanwhile. */
  async checkpointNow(how: { alone: boolean; kept?: string }): Promise<void> {
    const journal = this.requireWritable()
    try {
      await journal.prepare()
      const generation = this.nextGeneration++
      const writer = new CheckpointWriter(this.state, generation, () => (how.alone ? nextTurn() : this.giveWay()))
      const taken: { cuts: ReturnType<typeof writer.cut>; head?: ManifestHead; old?: OpenFile } = { cuts: [] }
      const cut = (): void => {
        taken.head = this.headNow(generation, how.kept)
        taken.cuts = writer.cut()
        taken.old = journal.rotate()
      }
      await (how.alone ? cut() : this.alone(cut))
      await taken.old?.close()
      if (!taken.head) throw new Error('no cut was made')
      const written = await writer.write(taken.cuts)
      const manifest = writer.manifest(taken.head, written, this.manifest, this.program)
      await writeManifest(this.sealed, manifest)
      writer.commit(written)
      this.manifest = manifest
    } catch (error) {
      if (error instanceof DamagedFileError) this.damaged(error)
      else this.poison(error)
      throw reported(error)
    } finally {
      this.endSteps()
    }
  }

  /** The head of a manifest that takes in everything up to now; replay then begins with the next journal file. */
  headNow(generation: number, kept?: string): ManifestHead {
    const journal = this.requireWritable()
    return {
      generation,
      at: this.clock.now(),
      sequence: journal.sequence,
      schema: this.manifest.schema,
      journal: { number: journal.number + 1, tag: journal.tag.toString('base64') },
      ...(kept === undefined ? {} : { kept }),
    }
  }

  /** Replaces the state by another generation's under a new manifest; runs between transactions, nothing being dirty. */
  async adopt(state: StoreState, collections: Manifest['collections'], kept?: string): Promise<void> {
    const journal = this.requireWritable()
    try {
      await journal.prepare()
      const old = journal.rotate(randomBytes(TAG_BYTES))
      const head = this.headNow(this.nextGeneration++, kept)
      const manifest: Manifest = { ...head, journal: { ...head.journal, number: journal.number }, collections }
      await writeManifest(this.sealed, manifest)
      await old.close()
      this.manifest = manifest
    } catch (error) {
      this.poison(error)
      throw reported(error)
    }
    state.onDamage = (error) => this.damaged(error)
    this.state = state
  }

  private async giveWay(): Promise<void> {
    this.beginStep()
    await nextTurn()
    if (this.waiting > 0) await this.queue
  }

  private beginStep(): void {
    this.stepDone()
    this.checkpointStep = new Promise((resolve) => {
      this.stepDone = resolve
    })
  }

  private endSteps(): void {
    this.stepDone()
    this.checkpointStep = Promise.resolve()
  }

  /** Without the lock, which the opener holds. */
  async close(): Promise<void> {
    await this.queue
    if (this.closed) return
    await this.checkpointQuietly()
    await this.upkeep
    this.closed = true
    await this.journal?.close()
  }
}
