import { access, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { BundleEnvelope } from '#shared/bundle/envelope'
import { fileName } from '#shared/bundle/names'
import { AppError } from '#shared/errors/app-error'
import { sha256Stream, strongRandom, toHex } from '../crypto/crypto-suite'
import { AgeSealer } from './age'
import { sealedLength } from './age-stream'
import { planBundle, type PlannedEntry } from './plan'
import type { BundleFile, WriteBundleRequest, WrittenBundle } from './types'
import { directoryBytes, localHeader, localHeaderSize, type ZipEntry } from './zip-canonical'

const READ_BACK = 1024 * 1024
/** Attachments read before their turn, at most 5 MB each. */
const READ_AHEAD = 2

/**
 * Makes a bundle file: everything is planned and checked first, then the archive is streamed through age into a
 * temporary file beside the target, which is synced, read back, compared and only then renamed (bundle.md §1, §5).
 * Nothing is left behind when it fails or is cancelled.
 * @throws AppError bundle.tooManyItems, tooBig, itemTooBig, sourceChanged, recipientInvalid, targetTaken, writeFailed,
 * verifyFailed; attachment.tooLarge; general.cancelled
 */
export async function writeBundle(request: WriteBundleRequest): Promise<WrittenBundle> {
  const plan = planBundle(request)
  if (await exists(request.target)) throw new AppError('bundle.targetTaken', { params: { name: basename(request.target) } })
  const temporary = join(dirname(request.target), `.${basename(request.target)}.${toHex(strongRandom(4))}.tmp`)
  try {
    const written = await writeTemporary(temporary, plan.entries, request)
    const sha256 = await readBack(temporary, written, request.signal)
    await asWriteError(rename(temporary, request.target))
    await syncFolder(dirname(request.target))
    return { path: request.target, size: written.size, sha256, bundleId: plan.envelope.bundleId, envelope: plan.envelope satisfies BundleEnvelope }
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false)

async function asWriteError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))
    throw new AppError('bundle.writeFailed', { params: { reason }, cause: error })
  }
}

/** What was written; the checksum is compared with what is read back, which also gives the SHA-256. */
interface Written {
  size: number
  crc: number
}

async function writeTemporary(path: string, entries: readonly PlannedEntry[], request: WriteBundleRequest): Promise<Written> {
  const file = await asWriteError(open(path, 'wx', 0o600))
  try {
    let crc = 0
    let size = 0
    const sealer = await AgeSealer.create(request.recipients.map((recipient) => recipient.recipient), async (sealed) => {
      crc = crc32(sealed, crc)
      await asWriteError(writeAll(file, sealed, size))
      size += sealed.length
    })
    const headerSize = size
    const plainSize = await writeArchive(sealer, entries, request)
    await sealer.end()
    if (size !== headerSize + sealedLength(plainSize)) throw new AppError('bundle.verifyFailed')
    await asWriteError(file.sync())
    if ((await asWriteError(file.stat())).size !== size) throw new AppError('bundle.verifyFailed')
    return { size, crc }
  } finally {
    await file.close()
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written)
    if (bytesWritten === 0) throw new Error('no bytes written')
    written += bytesWritten
  }
}

async function writeArchive(sealer: AgeSealer, entries: readonly PlannedEntry[], request: WriteBundleRequest): Promise<number> {
  const total = entries.reduce((sum, entry) => sum + entry.size, 0)
  const placed: ZipEntry[] = []
  let offset = 0
  let done = 0
  for await (const { planned, content } of contents(entries)) {
    if (request.signal?.aborted) throw new AppError('general.cancelled')
    const entry = { name: planned.name, size: content.length, crc: crc32(content), offset }
    await sealer.write(localHeader(entry))
    await sealer.write(content)
    placed.push(entry)
    offset += localHeaderSize(entry.name) + entry.size
    done += entry.size
    request.onProgress?.(done, total)
  }
  const directory = directoryBytes(placed, offset)
  await sealer.write(directory)
  return offset + directory.length
}

/** Entries with their bytes, in order; the next attachments are read while one is being sealed. */
async function* contents(entries: readonly PlannedEntry[]): AsyncGenerator<{ planned: PlannedEntry; content: Uint8Array }> {
  const ahead: Promise<Uint8Array>[] = []
  const spares: ArrayBufferLike[] = []
  let next = 0
  try {
    for (const planned of entries) {
      while (next < entries.length && ahead.length <= READ_AHEAD) ahead.push(startReading(entries[next++], spares))
      const content = await ahead.shift()
      if (content) yield { planned, content }
      if (content && planned.file) spares.push(content.buffer)
    }
  } finally {
    await Promise.allSettled(ahead)
  }
}

function startReading(planned: PlannedEntry | undefined, spares: ArrayBufferLike[]): Promise<Uint8Array> {
  const bytes = planned?.file ? readSource(planned.file, spaceOf(planned.size, spares)) : Promise.resolve(planned?.bytes ?? new Uint8Array(0))
  bytes.catch(() => undefined) // reported when its turn comes
  return bytes
}

/** A buffer used before, when it is large enough. */
function spaceOf(size: number, spares: ArrayBufferLike[]): Uint8Array {
  const spare = spares.pop()
  return spare && spare.byteLength >= size ? new Uint8Array(spare, 0, size) : new Uint8Array(size)
}

/** The bytes of one attachment; what is written must be what the manifest, already signed, says. */
async function readSource(file: BundleFile, bytes: Uint8Array): Promise<Uint8Array> {
  const changed = (): AppError => new AppError('bundle.sourceChanged', { params: { name: file.name ?? fileName(file) } })
  const hash = sha256Stream()
  let at = 0
  for await (const piece of file.read()) {
    if (at + piece.length > bytes.length) throw changed()
    hash.update(piece)
    bytes.set(piece, at)
    at += piece.length
  }
  if (at !== bytes.length || hash.digest('hex') !== file.sha256) throw changed()
  return bytes
}

/** Gives the SHA-256 of the file as the disk has it, once it is known to be what was written. */
async function readBack(path: string, expected: Written, signal: AbortSignal | undefined): Promise<string> {
  const file = await asWriteError(open(path, 'r'))
  try {
    const hash = sha256Stream()
    let crc = 0
    let position = 0
    // One buffer is hashed while the other is being read.
    const buffers = [new Uint8Array(READ_BACK), new Uint8Array(READ_BACK)] as const
    const readInto = (turn: number, position: number): Promise<{ bytesRead: number; buffer: Uint8Array }> =>
      asWriteError(file.read(buffers[turn % 2 === 0 ? 0 : 1], 0, READ_BACK, position))
    let reading = readInto(0, 0)
    for (let turn = 1; ; turn++) {
      if (signal?.aborted) throw new AppError('general.cancelled')
      const { bytesRead, buffer } = await reading
      if (bytesRead === 0) break
      position += bytesRead
      reading = readInto(turn, position)
      const piece = buffer.subarray(0, bytesRead)
      hash.update(piece)
      crc = crc32(piece, crc)
    }
    if (position !== expected.size || crc !== expected.crc) throw new AppError('bundle.verifyFailed')
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}

/** Makes the rename durable; Windows has no way to sync a folder and refuses to open one. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
