import { join } from 'node:path'
import { AuthenticationError, deriveKey, sealedParts, tagOf, unseal } from './cipher'
import { readStart, readWhole, replaceDurably, writeDurably } from './durable-file'
import { type FileSystem, systemCode } from './file-system'
import type { StoreKey } from './key-file'
import { Scratch } from './scratch'

/** The keys of one store, each for one purpose, all derived from its data key. */
export interface StoreKeys {
  storeId: string
  /** Shards, index segments, manifests. */
  files: Buffer
  journal: Buffer
  attachments: Buffer
  /** Turns an attachment's SHA-256 into its file name, which then tells nothing. */
  names: Buffer
}

export function deriveKeys(key: StoreKey): StoreKeys {
  const purpose = (name: string): Buffer => deriveKey(key.dataKey, key.storeId, name)
  return {
    storeId: key.storeId,
    files: purpose('files'),
    journal: purpose('journal'),
    attachments: purpose('attachments'),
    names: purpose('names'),
  }
}

export type Damage = 'missing' | 'unreadable' | 'altered' | 'content'

/** A file of the store that is not what it must be. Nothing is ever written in its place. */
export class DamagedFileError extends Error {
  constructor(
    /** Relative to the data folder. */
    readonly file: string,
    readonly damage: Damage,
    cause?: unknown,
  ) {
    super(`${file}: ${damage}`, cause === undefined ? undefined : { cause })
    this.name = 'DamagedFileError'
  }
}

/** What whoever refers to a sealed file knows of it: another file, even a genuine one of another time, does not match. */
export interface FileRef {
  generation: number
  size: number
  /** base64 of its GCM tag. */
  tag: string
}

const MAGIC = Buffer.from('BSF1')

/** Reads and writes the whole encrypted files of one data folder. */
export class SealedFiles {
  private readonly scratch = new Scratch()

  constructor(
    readonly files: FileSystem,
    readonly dir: string,
    readonly keys: StoreKeys,
  ) {}

  path(name: string): string {
    return join(this.dir, name)
  }

  private authenticated(name: string): string {
    return `beian-store/1/${this.keys.storeId}/${name}`
  }

  /** @throws DamagedFileError when it is missing, unreadable, not authentic or not the one `ref` speaks of. */
  async read(name: string, ref?: FileRef): Promise<Buffer> {
    if (!ref) return this.open(name, await this.readRaw(name))
    // One byte more is asked for, so that another length shows.
    return this.scratch.with(ref.size + 1, async (buffer) => this.open(name, await this.readRaw(name, buffer), ref))
  }

  private open(name: string, bytes: Buffer, ref?: FileRef): Buffer {
    if (ref && (bytes.length !== ref.size || tagOf(bytes).toString('base64') !== ref.tag)) throw new DamagedFileError(name, 'altered')
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new DamagedFileError(name, 'altered')
    try {
      return unseal(this.keys.files, this.authenticated(name), bytes.subarray(MAGIC.length))
    } catch (error) {
      if (error instanceof AuthenticationError) throw new DamagedFileError(name, 'altered', error)
      throw error
    }
  }

  /** `read` and JSON; content that authenticates but is no JSON is a defect of the writer and reported as damage. */
  async readJson<T>(name: string, ref?: FileRef): Promise<T> {
    const bytes = await this.read(name, ref)
    try {
      return JSON.parse(bytes.toString('utf8')) as T
    } catch (error) {
      throw new DamagedFileError(name, 'content', error)
    }
  }

  /** Size and tag of a file as it is. */
  async fingerprint(name: string): Promise<Omit<FileRef, 'generation'>> {
    const bytes = await this.readRaw(name)
    return { size: bytes.length, tag: tagOf(bytes).toString('base64') }
  }

  /** Whole, or as much as `buffer` holds. */
  async readRaw(name: string, buffer?: Buffer): Promise<Buffer> {
    try {
      return await (buffer ? readStart(this.files, this.path(name), buffer) : readWhole(this.files, this.path(name)))
    } catch (error) {
      throw new DamagedFileError(name, systemCode(error) === 'ENOENT' ? 'missing' : 'unreadable', error)
    }
  }

  private encode(name: string, parts: readonly Uint8Array[]): Buffer {
    return Buffer.concat([MAGIC, ...sealedParts(this.keys.files, this.authenticated(name), parts)])
  }

  /** Durable but for its name; the caller syncs the directory. */
  async write(name: string, generation: number, ...parts: readonly Uint8Array[]): Promise<FileRef> {
    const bytes = this.encode(name, parts)
    await writeDurably(this.files, this.path(name), bytes)
    return { generation, size: bytes.length, tag: tagOf(bytes).toString('base64') }
  }

  /** Durable with its name. */
  async replace(name: string, ...parts: readonly Uint8Array[]): Promise<void> {
    await replaceDurably(this.files, this.path(name), this.encode(name, parts))
  }
}
