/**
 * The narrow interface between services and the store (spec/store.md). Services know nothing of files, shards,
 * journals or keys; they see collections of plain JSON records with a declared summary row each.
 */

export interface StoredRecord {
  id: string
}

/** A collection: records R by id, with a declared summary row S (what lists, filters and search need). */
export interface CollectionSpec<R extends StoredRecord = StoredRecord, S extends object = object> {
  readonly name: string
  /** Pure; the row kept in the index. `id` is added by the store. */
  readonly summarize: (record: R) => S
  /** SHA-256 of every attachment a record refers to; keeps it from being swept. */
  readonly attachmentsOf?: (record: R) => readonly string[]
}

/** Declares a collection and infers its types. */
export function collection<R extends StoredRecord>(name: string) {
  return <S extends object>(spec: Omit<CollectionSpec<R, S>, 'name'>): CollectionSpec<R, S> => ({ name, ...spec })
}

export interface Query<S> {
  where?: (row: S & StoredRecord) => boolean
  /** Rows are sorted by this; ties keep id order. */
  sort?: (a: S & StoredRecord, b: S & StoredRecord) => number
  offset?: number
  /** Default: all. */
  limit?: number
}

export interface Rows<S> {
  rows: (S & StoredRecord)[]
  /** How many rows match, before offset and limit. */
  total: number
}

export interface Reader {
  /** A fresh copy; changing it changes nothing in the store. */
  get<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, id: string): Promise<R | undefined>
  /** Over summary rows only; loads no records. */
  query<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, query?: Query<S>): Promise<Rows<S>>
}

export interface Change {
  collection: string
  id: string
  before: StoredRecord | undefined
  after: StoredRecord | undefined
}

/** Reads inside a transaction see its own writes. */
export interface Transaction extends Reader {
  put<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, record: R): Promise<void>
  remove<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, id: string): Promise<void>
  /** What has been put and removed so far, in order, one entry a record. */
  changes(): readonly Change[]
}

export interface Attachments {
  /**
   * Takes bytes in as a stream; resolves after the encrypted file is durable. Same bytes are kept once. An attachment no
   * record refers to is swept after the grace period.
   * @throws AppError attachment.tooLarge when more than `maxBytes` arrive; nothing is kept then.
   */
  add(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ sha256: string; size: number }>
  has(sha256: string): Promise<boolean>
  /** @throws AppError attachment.missing; store.damaged when the bytes fail authentication. */
  read(sha256: string): AsyncIterable<Uint8Array>
}

export interface Store extends Reader {
  /**
   * Runs `work` alone (one transaction at a time), then makes all its puts and removes durable together; resolves only
   * after that. If `work` throws, nothing is kept.
   * @throws AppError store.readOnly, store.writeFailed, store.diskFull
   */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  readonly attachments: Attachments
  /** Set when the store can only be read, in words for the banner. */
  readonly readOnlyReason: string | undefined
  /** Waits for what is under way, checkpoints, releases the lock. */
  close(): Promise<void>
}
