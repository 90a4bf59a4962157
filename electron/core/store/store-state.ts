import { AppError } from '#shared/errors/app-error'
import { CollectionState, describeRecord } from './collection-state'
import type { Operation } from './journal-format'
import type { AnyCollection } from './open-options'
import { DamagedFileError, type SealedFiles } from './sealed-files'
import type { Entry } from './segment'
import { ShardCache } from './shard-document'
import type { StoredRecord } from './store'

/** A put or remove with its row made already, so that applying it cannot fail. */
export interface PreparedOperation extends Operation {
  described: Pick<Entry, 'row' | 'refs'> | undefined
}

export function parseRecord(bytes: Buffer): StoredRecord {
  return JSON.parse(bytes.toString('utf8')) as StoredRecord
}

/** All collections of one state of the store, in memory, over shard files that are read as needed. */
export class StoreState {
  readonly collections = new Map<string, CollectionState>()
  readonly cache: ShardCache

  constructor(
    readonly sealed: SealedFiles,
    specs: readonly AnyCollection[],
  ) {
    this.cache = new ShardCache(sealed)
    for (const spec of specs) this.collections.set(spec.name, new CollectionState(spec))
  }

  /**
   * A collection the program does not declare (data of a newer or older one) is carried along whole.
   * @throws for a name that `transact` is used with but `openStore` was not told.
   */
  collection(name: string): CollectionState {
    const found = this.collections.get(name)
    if (!found) throw new Error(`collection ${name} was not declared on opening`)
    return found
  }

  carried(name: string): CollectionState {
    let state = this.collections.get(name)
    if (!state) {
      state = new CollectionState({ name, summarize: () => ({}) }, true)
      this.collections.set(name, state)
    }
    return state
  }

  /** The bytes of a record's JSON. @throws AppError store.damaged */
  async read(name: string, id: string): Promise<Buffer | undefined> {
    const state = this.collection(name)
    const pending = state.pending(id)
    return pending === 'inFile' ? this.readFile(state, id) : pending
  }

  private async readFile(state: CollectionState, id: string): Promise<Buffer | undefined> {
    const shard = state.entries.get(id)?.shard ?? -1
    const ref = state.shards.get(shard)?.ref
    if (!ref) throw new Error(`${state.name}/${id} is in no shard`)
    try {
      const bytes = (await this.cache.load(state.name, shard, ref)).records.get(id)
      if (!bytes) throw new Error(`${state.name}/${id} is not in shard ${shard}`)
      return bytes
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error
      this.onDamage(error)
      throw new AppError('store.damaged', { params: { file: error.file }, cause: error })
    }
  }

  /** Told of every damaged file that a read meets. */
  onDamage: (error: DamagedFileError) => void = () => undefined

  /** Told of the attachments of every record that is put. */
  onRefs: (refs: readonly string[]) => void = () => undefined

  prepare(operation: Operation): PreparedOperation {
    const { bytes, collection } = operation
    const described = bytes && describeRecord(this.carried(collection).spec, parseRecord(bytes))
    return { ...operation, described }
  }

  apply(operations: readonly PreparedOperation[]): void {
    for (const { collection, id, bytes, described } of operations) {
      const state = this.carried(collection)
      if (bytes && described) {
        state.put(id, bytes, described)
        this.onRefs(described.refs)
      } else state.remove(id)
    }
  }

  get dirty(): boolean {
    return [...this.collections.values()].some((state) => state.dirty)
  }
}
