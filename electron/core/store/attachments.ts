import { createHmac, randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { AppError } from '#shared/errors/app-error'
import { readAttachment, TooManyBytesError, writeAttachment } from './attachment-file'
import { AuthenticationError } from './cipher'
import { ensureDirectory, type FileSystem, type OpenFile, systemCode } from './file-system'
import { ATTACHMENTS, INCOMING } from './layout'
import { DamagedFileError, type SealedFiles, type StoreKeys } from './sealed-files'
import type { Attachments } from './store'
import { writeFailure } from './write-failure'

/** Relative to the data folder. */
export function attachmentName(keys: StoreKeys, sha256: string): string {
  const name = createHmac('sha256', keys.names).update(sha256).digest('hex')
  return `${ATTACHMENTS}/${name.slice(0, 2)}/${name}`
}

/** What the store around tells the attachments. */
export interface AttachmentHost {
  /** @throws AppError store.readOnly */
  requireWritable(): void
  /** A write failed: the store becomes read-only where it must. */
  failed(error: unknown): void
  onDamage(error: DamagedFileError): void
}

/** What the giver of the bytes threw, told apart from a failing disk. */
class SourceError extends Error {}

async function* guarded(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const parts = source[Symbol.asyncIterator]()
  for (;;) {
    let next
    try {
      next = await parts.next()
    } catch (cause) {
      throw new SourceError('the source failed', { cause })
    }
    if (next.done) return
    yield next.value
  }
}

/** Encrypted, content-addressed files (store.md §2). */
export class AttachmentFiles implements Attachments {
  private readonly files: FileSystem

  constructor(
    private readonly sealed: SealedFiles,
    private readonly host: AttachmentHost,
  ) {
    this.files = sealed.files
  }

  async add(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ sha256: string; size: number }> {
    this.host.requireWritable()
    const incoming = this.sealed.path(`${INCOMING}/${randomUUID()}`)
    try {
      const file = await this.files.open(incoming, 'create')
      const added = await this.take(file, source, maxBytes)
      await this.place(incoming, added.sha256)
      return added
    } catch (error) {
      await this.removeQuietly(incoming)
      if (error instanceof TooManyBytesError) throw new AppError('attachment.tooLarge', { params: { size: `超过 ${megabytes(maxBytes)}` } })
      if (error instanceof SourceError) throw error.cause
      if (systemCode(error) === undefined) throw error
      this.host.failed(error)
      throw writeFailure(error)
    }
  }

  private async take(file: OpenFile, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ sha256: string; size: number }> {
    try {
      const { sha256, size, written } = await writeAttachment(file, this.sealed.keys, guarded(source), maxBytes)
      const onDisk = await file.size()
      if (onDisk !== written) throw Object.assign(new Error(`wrote ${written} bytes, the file has ${onDisk}`), { code: 'EIO' })
      await file.sync()
      return { sha256, size }
    } finally {
      await file.close()
    }
  }

  /** The same bytes are kept once; the newer file takes the place of the older, which starts its grace period anew. */
  private async place(incoming: string, sha256: string): Promise<void> {
    const path = this.sealed.path(attachmentName(this.sealed.keys, sha256))
    await ensureDirectory(this.files, dirname(path))
    await this.files.rename(incoming, path)
    await this.files.syncDirectory(dirname(path))
  }

  /** Reads all of it. @throws DamagedFileError */
  async check(sha256: string): Promise<void> {
    const reader = this.chunks(sha256)[Symbol.asyncIterator]()
    while (!(await reader.next()).done) {
      // Every chunk is authenticated on the way; its bytes are not needed.
    }
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.files.status(this.sealed.path(attachmentName(this.sealed.keys, sha256)))) !== undefined
  }

  async *read(sha256: string): AsyncIterable<Uint8Array> {
    try {
      yield* this.chunks(sha256)
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error
      if (error.damage === 'missing') throw new AppError('attachment.missing', { cause: error })
      this.host.onDamage(error)
      throw new AppError('store.damaged', { params: { file: error.file }, cause: error })
    }
  }

  private async *chunks(sha256: string): AsyncIterable<Uint8Array> {
    const name = attachmentName(this.sealed.keys, sha256)
    let file: OpenFile | undefined
    try {
      file = await this.files.open(this.sealed.path(name), 'read')
      yield* readAttachment(file, this.sealed.keys, sha256)
    } catch (error) {
      if (error instanceof AuthenticationError) throw new DamagedFileError(name, 'altered', error)
      const code = systemCode(error)
      if (code !== undefined) throw new DamagedFileError(name, code === 'ENOENT' ? 'missing' : 'unreadable', error)
      throw error
    } finally {
      await file?.close()
    }
  }

  private async removeQuietly(path: string): Promise<void> {
    try {
      await this.files.unlink(path)
    } catch {
      // What is left in `incoming` is swept.
    }
  }
}

function megabytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10}MB`
}
