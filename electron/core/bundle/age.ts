import type { FileHandle } from 'node:fs/promises'
import { MAX_AGE_HEADER_BYTES } from '#shared/bundle/limits'
import { AppError } from '#shared/errors/app-error'
import { openHeader, sealHeader } from './age-header'
import { JOBS_IN_FLIGHT, runAgeJob } from './age-pool'
import { BATCH, CHUNK, chunkCount, plainLength, SEALED_CHUNK } from './age-stream'

/** Encrypting and decrypting age v1 files as streams, chunks in parallel, order kept, memory bounded. */

const PLAIN_BATCH = BATCH * CHUNK
const SEALED_BATCH = BATCH * SEALED_CHUNK

/** Takes plaintext in pieces and gives the sealed file in pieces, in order; its buffers go round. */
export class AgeSealer {
  private readonly spares: Buffers[] = []
  private buffers = newBuffers()
  private used = 0
  private chunk = 0
  private readonly pending: Promise<SealedBatch>[] = []
  private writing: Promise<void> = Promise.resolve()

  private constructor(private readonly key: Uint8Array, private readonly out: (sealed: Uint8Array) => Promise<void>) {}

  /**
   * Writes the header at once. `out` is called in order, one call at a time, while the next batches are being sealed; what
   * it is given is valid until it resolves.
   * @throws AppError bundle.recipientInvalid
   */
  static async create(recipients: readonly string[], out: (sealed: Uint8Array) => Promise<void>): Promise<AgeSealer> {
    const { header, key } = await sealHeader(recipients)
    await out(header)
    return new AgeSealer(key, out)
  }

  /** Copies `plain` before it returns. */
  async write(plain: Uint8Array): Promise<void> {
    let at = 0
    while (at < plain.length) {
      // A full batch is held back until more comes: only the end knows that it is the last.
      if (this.used === PLAIN_BATCH) await this.flush(false)
      const size = Math.min(PLAIN_BATCH - this.used, plain.length - at)
      this.buffers.plain.set(plain.subarray(at, at + size), this.used)
      this.used += size
      at += size
    }
  }

  async end(): Promise<void> {
    await this.flush(true)
    while (this.pending.length > 0) await this.drainOne()
    await this.writing
  }

  private async flush(last: boolean): Promise<void> {
    const batch = sealBatch(this.key, this.chunk, last, this.buffers, this.used)
    batch.catch(() => undefined) // reported when its turn comes
    this.pending.push(batch)
    this.chunk += BATCH
    this.used = 0
    while (this.pending.length >= JOBS_IN_FLIGHT) await this.drainOne()
    if (!last) this.buffers = this.spares.pop() ?? newBuffers()
  }

  private async drainOne(): Promise<void> {
    const next = await this.pending.shift()
    await this.writing
    if (!next) return
    this.writing = this.out(next.sealed).then(() => void this.spares.push(next.buffers))
    this.writing.catch(() => undefined) // reported by whoever awaits it next
  }
}

interface Buffers {
  plain: Uint8Array
  sealed: Uint8Array
}
interface SealedBatch {
  sealed: Uint8Array
  buffers: Buffers
}

/** Shared with the threads: memory that changed hands with every batch would be counted as new, and set off the garbage collector. */
const newBuffers = (): Buffers => ({ plain: new Uint8Array(new SharedArrayBuffer(PLAIN_BATCH)), sealed: new Uint8Array(new SharedArrayBuffer(SEALED_BATCH)) })

async function sealBatch(key: Uint8Array, first: number, last: boolean, buffers: Buffers, used: number): Promise<SealedBatch> {
  const result = await runAgeJob({ kind: 'seal', key, first, last, data: buffers.plain.subarray(0, used), out: buffers.sealed })
  if (!result.data || !result.spare) throw new Error(`sealing failed: ${result.error ?? ''}`)
  return { sealed: result.data, buffers: { plain: new Uint8Array(result.spare.buffer), sealed: new Uint8Array(result.data.buffer) } }
}

/** An age file opened with one of our identities: plaintext by position, or as a stream from the start. */
export class AgeFile {
  private constructor(
    private readonly file: FileHandle,
    private readonly key: Uint8Array,
    private readonly header: Uint8Array,
    /** Types of the header's stanzas, one for each recipient. */
    readonly stanzas: readonly string[],
    private readonly sealedSize: number,
    /** Bytes of plaintext. */
    readonly size: number,
  ) {}

  /**
   * Opens the header and proves that the file is whole: the last chunk must authenticate as the last one.
   * @throws AppError bundle.notBundle, headerDamaged, suiteUnknown, notForUs, truncated
   */
  static async open(file: FileHandle, fileSize: number, identities: readonly string[]): Promise<AgeFile> {
    const start = await readExactly(file, 0, Math.min(fileSize, MAX_AGE_HEADER_BYTES))
    const { header, key, stanzas } = await openHeader(start, identities)
    const sealedSize = fileSize - header.length
    const size = plainLength(sealedSize)
    if (size === undefined) throw new AppError('bundle.truncated')
    const opened = new AgeFile(file, key, header, stanzas, sealedSize, size)
    await opened.openLast()
    return opened
  }

  /** Plaintext bytes `offset … offset + length`. @throws AppError bundle.damaged, truncated */
  async readAt(offset: number, length: number): Promise<Uint8Array> {
    if (length <= 0) return new Uint8Array(0)
    const first = Math.floor(offset / CHUNK)
    const last = Math.floor((offset + length - 1) / CHUNK)
    const parts: Uint8Array[] = []
    for (let chunk = first; chunk <= last; chunk += BATCH) {
      const count = Math.min(BATCH, last - chunk + 1)
      parts.push(await this.openBatch(chunk, count, await this.readSealed(chunk, count)))
    }
    const from = offset - first * CHUNK
    return new Uint8Array(Buffer.concat(parts).subarray(from, from + length))
  }

  /**
   * The whole plaintext in order, in pieces of up to a megabyte, decrypted ahead of the reader. `onSealed` sees every byte
   * of the file in order before it is decrypted (for its SHA-256).
   * @throws AppError bundle.damaged, truncated
   */
  async *stream(onSealed?: (bytes: Uint8Array) => void): AsyncGenerator<Uint8Array> {
    onSealed?.(this.header)
    const chunks = chunkCount(this.sealedSize)
    const pending: Promise<Uint8Array>[] = []
    try {
      for (let next = 0; next < chunks || pending.length > 0;) {
        while (next < chunks && pending.length < JOBS_IN_FLIGHT) {
          const count = Math.min(BATCH, chunks - next)
          const sealed = await this.readSealed(next, count)
          onSealed?.(sealed)
          const batch = this.openBatch(next, count, sealed)
          batch.catch(() => undefined) // reported when its turn comes
          pending.push(batch)
          next += count
        }
        const first = pending.shift()
        if (first) yield await first
      }
    } finally {
      await Promise.allSettled(pending)
    }
  }

  private async openLast(): Promise<void> {
    const chunks = chunkCount(this.sealedSize)
    await this.openBatch(chunks - 1, 1, await this.readSealed(chunks - 1, 1))
  }

  private readSealed(first: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
    const from = first * SEALED_CHUNK
    return readExactly(this.file, this.header.length + from, Math.min(count * SEALED_CHUNK, this.sealedSize - from, SEALED_BATCH))
  }

  private async openBatch(first: number, count: number, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const chunks = chunkCount(this.sealedSize)
    const result = await runAgeJob({ kind: 'open', key: this.key, first, last: first + count === chunks, data })
    if (result.data) return result.data
    if (result.failed === undefined) throw new Error(`opening failed: ${result.error ?? ''}`)
    if (result.failed === chunks - 1) throw new AppError('bundle.truncated')
    throw new AppError('bundle.damaged', { params: { chunk: result.failed + 1 } })
  }
}

/** @throws AppError bundle.changedWhileReading when the file ends early; bundle.unreadable */
export async function readExactly(file: FileHandle, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, position + read).catch((error: NodeJS.ErrnoException) => {
      throw new AppError('bundle.unreadable', { params: { reason: error.code ?? '' }, cause: error })
    })
    if (bytesRead === 0) throw new AppError('bundle.changedWhileReading')
    read += bytesRead
  }
  return bytes
}
