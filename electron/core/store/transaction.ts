import { describeRecord } from './collection-state'
import { byId, placeOf, type Row, runQuery } from './query'
import { parseRecord, type PreparedOperation, type StoreState } from './store-state'
import type { Change, CollectionSpec, Query, Rows, StoredRecord, Transaction } from './store'

interface Pending {
  operation: PreparedOperation
  before: Buffer | undefined
}

/** Puts and removes of one transaction over the state, which stays untouched until the journal has them. */
export class TransactionView implements Transaction {
  private readonly pending = new Map<string, Map<string, Pending>>()
  private readonly order: Pending[] = []
  private ended = false

  constructor(private readonly state: StoreState) {}

  private of(collection: string): Map<string, Pending> {
    if (this.ended) throw new Error('the transaction has ended')
    let pending = this.pending.get(collection)
    if (!pending) {
      pending = new Map()
      this.pending.set(collection, pending)
    }
    return pending
  }

  private async bytesOf(collection: string, id: string): Promise<Buffer | undefined> {
    const own = this.of(collection).get(id)
    return own ? own.operation.bytes : this.state.read(collection, id)
  }

  async get<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, id: string): Promise<R | undefined> {
    const bytes = await this.bytesOf(spec.name, id)
    return bytes && (parseRecord(bytes) as R)
  }

  async query<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, query: Query<S> = {}): Promise<Rows<S>> {
    return runQuery(this.rowsOf(spec.name), query)
  }

  private rowsOf(collection: string): readonly Row[] {
    const own = this.of(collection)
    const rows = this.state.collection(collection).rows
    if (own.size === 0) return rows
    const merged = rows.filter((row) => !own.has(row.id))
    const added = [...own.values()].flatMap(({ operation }) => operation.described?.row ?? [])
    for (const row of added.sort(byId)) merged.splice(placeOf(merged, row.id), 0, row)
    return merged
  }

  async put<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, record: R): Promise<void> {
    if (typeof record.id !== 'string' || record.id === '') throw new Error(`a record of ${spec.name} has no id`)
    const declared = this.state.collection(spec.name).spec
    const bytes = Buffer.from(JSON.stringify(record))
    // Described from what will be read back, so that a row never differs from one made anew later.
    const described = describeRecord(declared, parseRecord(bytes))
    await this.note({ collection: spec.name, id: record.id, bytes, described })
  }

  async remove<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, id: string): Promise<void> {
    await this.note({ collection: spec.name, id, bytes: undefined, described: undefined })
  }

  private async note(operation: PreparedOperation): Promise<void> {
    const { collection, id } = operation
    const own = this.of(collection).get(id)
    if (own) {
      own.operation = operation
      return
    }
    const before = await this.state.read(collection, id)
    // Two puts of one record may have waited for the same read.
    const meanwhile = this.of(collection).get(id)
    if (meanwhile) {
      meanwhile.operation = operation
      return
    }
    const pending: Pending = { operation, before }
    this.of(collection).set(id, pending)
    this.order.push(pending)
  }

  changes(): readonly Change[] {
    return this.order.map(({ operation: { collection, id, bytes }, before }) => ({
      collection,
      id,
      before: before && parseRecord(before),
      after: bytes && parseRecord(bytes),
    }))
  }

  /** Ends it; what is to be kept. Removing what was never there is nothing. */
  end(): PreparedOperation[] {
    this.ended = true
    return this.order.filter(({ operation, before }) => operation.bytes || before).map(({ operation }) => operation)
  }
}
