import type { Adapter } from 'lowdb'
import { Low } from 'lowdb'
import { shardName } from './layout'
import { DamagedFileError, type FileRef, type SealedFiles } from './sealed-files'

/**
 * A shard: some records of a collection, each kept as the UTF-8 bytes of its JSON, so that reading one record parses one
 * record and rewriting a shard parses none.
 */
export interface ShardDocument {
  records: Map<string, Buffer>
  /** The bytes that the records are slices of, when that is all there is in them: the encoded shard. */
  encoded?: Buffer
}

/** u32 length ‖ JSON [[id, length], …] ‖ the records one after the other. */
export function encodeShard(document: ShardDocument): Buffer {
  if (document.encoded) return document.encoded
  const header = Buffer.from(JSON.stringify([...document.records].map(([id, bytes]) => [id, bytes.length])))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  return Buffer.concat([length, header, ...document.records.values()])
}

export function decodeShard(name: string, bytes: Buffer): ShardDocument {
  try {
    const start = 4 + bytes.readUInt32LE(0)
    const header = JSON.parse(bytes.toString('utf8', 4, start)) as [string, number][]
    const records = new Map<string, Buffer>()
    let position = start
    for (const [id, length] of header) {
      records.set(id, bytes.subarray(position, position + length))
      position += length
    }
    if (position !== bytes.length) throw new Error(`${bytes.length - position} bytes too many`)
    return { records, encoded: bytes }
  } catch (error) {
    throw new DamagedFileError(name, 'content', error)
  }
}

/** lowdb's extension point over our encrypted, copy-on-write files: `read` one generation, `write` the next. */
export class ShardAdapter implements Adapter<ShardDocument> {
  constructor(
    private readonly sealed: SealedFiles,
    private readonly collection: string,
    private readonly shard: number,
    /** The file as it is; undefined before the first write. */
    public ref: FileRef | undefined,
    /** The generation that `write` makes. */
    private readonly next = 0,
  ) {}

  async read(): Promise<ShardDocument | null> {
    if (!this.ref) return null
    const name = shardName(this.collection, this.shard, this.ref.generation)
    return decodeShard(name, await this.sealed.read(name, this.ref))
  }

  async write(document: ShardDocument): Promise<void> {
    const name = shardName(this.collection, this.shard, this.next)
    this.ref = await this.sealed.write(name, this.next, encodeShard(document))
  }
}

const CACHE_BYTES = 16 * 1024 * 1024

/** The shards read or written last, up to a number of bytes. Documents in it are never changed. */
export class ShardCache {
  private readonly held = new Map<string, { low: Low<ShardDocument>; size: number }>()
  private bytes = 0

  constructor(
    private readonly sealed: SealedFiles,
    private readonly limit = CACHE_BYTES,
  ) {}

  /** @throws DamagedFileError */
  async load(collection: string, shard: number, ref: FileRef): Promise<ShardDocument> {
    const name = shardName(collection, shard, ref.generation)
    const found = this.held.get(name)
    if (found) {
      this.held.delete(name)
      this.held.set(name, found)
      return found.low.data
    }
    const low = new Low<ShardDocument>(new ShardAdapter(this.sealed, collection, shard, ref), { records: new Map() })
    await low.read()
    this.keep(name, low, ref.size)
    return low.data
  }

  /** Writes the next generation of a shard and keeps it, as it is likely to be read again. */
  async write(collection: string, shard: number, generation: number, document: ShardDocument): Promise<FileRef> {
    const adapter = new ShardAdapter(this.sealed, collection, shard, undefined, generation)
    // Its records may be slices of many larger buffers, which would stay in memory with them.
    const compact = decodeShard(shardName(collection, shard, generation), encodeShard(document))
    const low = new Low<ShardDocument>(adapter, compact)
    await low.write()
    if (!adapter.ref) throw new Error('the shard was not written')
    this.keep(shardName(collection, shard, generation), low, adapter.ref.size)
    return adapter.ref
  }

  private keep(name: string, low: Low<ShardDocument>, size: number): void {
    if (this.held.has(name)) return
    this.held.set(name, { low, size })
    this.bytes += size
    for (const [oldest, entry] of this.held) {
      if (this.bytes <= this.limit || oldest === name) break
      this.held.delete(oldest)
      this.bytes -= entry.size
    }
  }
}
