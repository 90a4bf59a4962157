import { crc32 } from 'node:zlib'
import { open, type FileHandle } from 'node:fs/promises'
import { MAX_BUNDLE_BYTES } from '#shared/bundle/limits'
import { AppError } from '#shared/errors/app-error'
import { sha256Stream } from '../crypto/crypto-suite'
import { AgeFile } from './age'
import type { TaskOptions } from './types'
import { directoryBytes, localHeaderSize, type ZipEntry } from './zip-canonical'
import { checkLocalHeader, readDirectory, type ZipDirectory } from './zip-directory'

/** A `.beian` file opened for reading: age outside, canonical ZIP inside, directory checked (bundle.md §4, §5). */
export interface OpenBundle {
  file: FileHandle
  age: AgeFile
  size: number
  directory: ZipDirectory
}

/** What walking the archive found out about one entry. */
export interface WalkedEntry {
  name: string
  size: number
  sha256: string
  /** The content, for entries the caller asked to keep. */
  bytes?: Uint8Array
}

/**
 * Opens the file, proves it whole and reads the directory; length and sums first, nothing allocated by what it claims.
 * The work is done inside, then the file is closed.
 */
export async function withBundle<T>(path: string, identities: readonly string[], work: (bundle: OpenBundle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new AppError('bundle.unreadable', { params: { reason: error.code ?? '' }, cause: error })
  })
  try {
    const facts = await file.stat()
    if (!facts.isFile()) throw new AppError('bundle.notBundle')
    if (facts.size > MAX_BUNDLE_BYTES) throw new AppError('bundle.tooLarge', { params: { max: `${MAX_BUNDLE_BYTES / 1024 / 1024}MB` } })
    const age = await AgeFile.open(file, facts.size, identities)
    const directory = await readDirectory((offset, length) => age.readAt(offset, length), age.size)
    return await work({ file, age, size: facts.size, directory })
  } finally {
    await file.close()
  }
}

/** Plaintext read forward: exactly so many bytes, or piece by piece. */
class Cursor {
  private rest: Uint8Array = new Uint8Array(0)

  constructor(private readonly source: AsyncGenerator<Uint8Array>) {}

  async *pieces(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0;) {
      if (this.rest.length === 0) {
        const next = await this.source.next()
        if (next.done) throw new AppError('bundle.changedWhileReading')
        this.rest = next.value
      }
      const piece = this.rest.subarray(0, left)
      this.rest = this.rest.subarray(piece.length)
      left -= piece.length
      yield piece
    }
  }

  async take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    for await (const piece of this.pieces(length)) parts.push(piece)
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  }

  /** True when the source ends here. */
  async atEnd(): Promise<boolean> {
    while (this.rest.length === 0) {
      const next = await this.source.next()
      if (next.done) return true
      this.rest = next.value
    }
    return false
  }

  close(): Promise<unknown> {
    return this.source.return(undefined)
  }
}

/** Reads one entry's content from the cursor; it must be read to its end. */
type Visit = (entry: ZipEntry, cursor: Cursor) => Promise<void>

/**
 * Reads the archive from its first byte to its last, every header against the directory. Gives the SHA-256 of the
 * encrypted file.
 */
async function walk(bundle: OpenBundle, options: TaskOptions, visit: Visit): Promise<string> {
  const fileHash = sha256Stream()
  const cursor = new Cursor(bundle.age.stream((bytes) => fileHash.update(bytes)))
  try {
    let done = 0
    for (const entry of bundle.directory.entries) {
      if (options.signal?.aborted) throw new AppError('general.cancelled')
      checkLocalHeader(await cursor.take(localHeaderSize(entry.name)), entry)
      await visit(entry, cursor)
      done += entry.size
      options.onProgress?.(done, bundle.age.size)
    }
    const directory = directoryBytes(bundle.directory.entries, bundle.directory.offset)
    if (!directory.equals(await cursor.take(directory.length)) || !(await cursor.atEnd())) throw new AppError('bundle.changedWhileReading')
    options.onProgress?.(bundle.age.size, bundle.age.size)
  } finally {
    await cursor.close()
  }
  return fileHash.digest('hex')
}

export interface CheckArchiveOptions extends TaskOptions {
  /** Entries whose bytes are wanted whole. */
  keep: (entry: ZipEntry) => boolean
  /** Called with each finished entry, in archive order. */
  onEntry: (entry: WalkedEntry) => Promise<void> | void
}

/**
 * Pass 1 over the archive: every content's length, CRC and SHA-256. Gives the SHA-256 of the encrypted file.
 * @throws AppError bundle.damaged, zipMismatch, zipCrc, changedWhileReading, general.cancelled, …
 */
export function checkArchive(bundle: OpenBundle, options: CheckArchiveOptions): Promise<string> {
  return walk(bundle, options, async (entry, cursor) => options.onEntry(await checkEntry(cursor, entry, options.keep(entry))))
}

async function checkEntry(cursor: Cursor, entry: ZipEntry, keep: boolean): Promise<WalkedEntry> {
  const hash = sha256Stream()
  const bytes = keep ? new Uint8Array(entry.size) : undefined
  let crc = 0
  let at = 0
  for await (const piece of cursor.pieces(entry.size)) {
    hash.update(piece)
    crc = crc32(piece, crc)
    bytes?.set(piece, at)
    at += piece.length
  }
  if (crc !== entry.crc) throw new AppError('bundle.zipCrc', { params: { name: entry.name } })
  return { name: entry.name, size: entry.size, sha256: hash.digest('hex'), ...(bytes ? { bytes } : {}) }
}

type Take = (name: string, source: AsyncIterable<Uint8Array>) => Promise<void>

/**
 * Pass 2: decrypts again and gives the wanted entries' contents as streams, in archive order. `take` must read its stream
 * to the end; a content that is not what pass 1 saw makes the stream throw before its end.
 * @throws AppError bundle.changedWhileReading, bundle.damaged, general.cancelled
 */
export function streamEntries(bundle: OpenBundle, digests: ReadonlyMap<string, string>, options: TaskOptions, take: Take): Promise<string> {
  return walk(bundle, options, async (entry, cursor) => {
    const digest = digests.get(entry.name)
    if (digest === undefined) await checkEntry(cursor, entry, false)
    else await takeEntry(cursor, entry, digest, take)
  })
}

async function takeEntry(cursor: Cursor, entry: ZipEntry, digest: string, take: Take): Promise<void> {
  let ended = false
  async function* content(): AsyncGenerator<Uint8Array> {
    const hash = sha256Stream()
    for await (const piece of cursor.pieces(entry.size)) {
      hash.update(piece)
      yield piece
    }
    if (hash.digest('hex') !== digest) throw new AppError('bundle.changedWhileReading')
    ended = true
  }
  await take(entry.name, content())
  if (!ended) throw new Error(`${entry.name} was not read to its end`)
}
