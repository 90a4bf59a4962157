import { MAX_ENTRIES } from '#shared/bundle/limits'
import { AppError } from '#shared/errors/app-error'
import { decodeName, nameRefusal, refuseClashes, sizeLimit } from './entry-names'
import {
  CENTRAL_SIGNATURE, CENTRAL_SIZE, directoryBytes, END_SIGNATURE, END_SIZE, extraRefusal, localHeader, localHeaderSize, LOCAL_SIGNATURE, LOCAL_SIZE, readShared,
  ZIP64_LOCATOR_SIGNATURE, type ZipEntry,
} from './zip-canonical'

/** Reading the canonical ZIP: the directory first (sizes before anything is allocated), then each local header against it. */

/** Gives `length` bytes of the archive at `offset`. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>

export interface ZipDirectory {
  entries: ZipEntry[]
  /** Where the central directory begins. */
  offset: number
}

const MAX_NAME = 255
/** Enough to find an end record behind the longest comment. */
const TAIL = 0xffff + END_SIZE

interface EndRecord {
  count: number
  size: number
  offset: number
}

/**
 * Reads and checks the directory of an archive of `total` bytes.
 * @throws AppError bundle.zip…, bundle.name…, bundle.tooManyEntries, bundle.entryTooLarge, bundle.fetchRefused
 */
export async function readDirectory(readAt: ReadAt, total: number): Promise<ZipDirectory> {
  if (total < END_SIZE) throw new AppError('bundle.zipNoEnd')
  const end = await readEnd(readAt, total)
  if (end.count > MAX_ENTRIES) throw new AppError('bundle.tooManyEntries', { params: { count: end.count, max: MAX_ENTRIES } })
  if (end.size < end.count * CENTRAL_SIZE || end.size > end.count * (CENTRAL_SIZE + 3 * 0xffff)) throw new AppError('bundle.zipCount')
  const bytes = asBuffer(await readAt(end.offset, end.size))
  const entries = parseCentral(bytes, end.count)
  checkNames(entries)
  checkPlaces(entries, end.offset)
  // Whatever the checks above might have passed over: the canonical form has exactly one spelling.
  const canonical = directoryBytes(entries, end.offset)
  if (!canonical.subarray(0, end.size).equals(bytes)) throw new AppError('bundle.zipMismatch', { params: { name: '目录' } })
  return { entries, offset: end.offset }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

async function readEnd(readAt: ReadAt, total: number): Promise<EndRecord> {
  const tailSize = Math.min(total, TAIL)
  const tail = asBuffer(await readAt(total - tailSize, tailSize))
  const end = tail.subarray(tailSize - END_SIZE)
  if (end.readUInt32LE(0) !== END_SIGNATURE) throw misplacedEnd(tail)
  if (end.readUInt16LE(20) !== 0) throw new AppError('bundle.zipComment')
  const [count, size, offset] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)]
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff || hasZip64Locator(tail)) throw new AppError('bundle.zip64')
  if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0) throw new AppError('bundle.zipMultiDisk')
  if (end.readUInt16LE(8) !== count) throw new AppError('bundle.zipCount')
  const room = total - END_SIZE
  if (offset + size > room) throw new AppError('bundle.zipBomb')
  if (offset + size < room) throw await looseDirectory(readAt, tail, { count, size, offset }, room)
  return { count, size, offset }
}

const hasZip64Locator = (tail: Buffer): boolean =>
  tail.length >= END_SIZE + 20 && tail.readUInt32LE(tail.length - END_SIZE - 20) === ZIP64_LOCATOR_SIGNATURE

/** The last 22 bytes are no end record: is there one further ahead? */
function misplacedEnd(tail: Buffer): AppError {
  const at = lastSignature(tail, tail.length - END_SIZE)
  if (at < 0) return new AppError('bundle.zipNoEnd')
  const commentLength = tail.readUInt16LE(at + 20)
  return new AppError(at + END_SIZE + commentLength === tail.length ? 'bundle.zipComment' : 'bundle.zipTrailing')
}

/** The directory does not reach up to the end record: something stands before, between, or twice. */
async function looseDirectory(readAt: ReadAt, tail: Buffer, end: EndRecord, room: number): Promise<AppError> {
  if (lastSignature(tail, tail.length - END_SIZE - 1) >= 0) return new AppError('bundle.zipTwoEnds')
  const shifted = room - end.size
  const first = end.size >= 4 ? asBuffer(await readAt(shifted, 4)).readUInt32LE(0) : 0
  return new AppError(first === CENTRAL_SIGNATURE ? 'bundle.zipLeading' : 'bundle.zipTrailing')
}

function lastSignature(tail: Buffer, from: number): number {
  return from < 0 ? -1 : tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]), from)
}

function parseCentral(bytes: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_SIZE > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_SIGNATURE) throw new AppError('bundle.zipCount')
    const { entry, next } = parseCentralEntry(bytes, at)
    entries.push(entry)
    at = next
  }
  if (at !== bytes.length) throw new AppError('bundle.zipCount')
  return entries
}

function parseCentralEntry(bytes: Buffer, at: number): { entry: ZipEntry; next: number } {
  const fields = readShared(bytes, at + 6)
  const commentLength = bytes.readUInt16LE(at + 32)
  const nameEnd = at + CENTRAL_SIZE + fields.nameLength
  const next = nameEnd + fields.extraLength + commentLength
  if (next > bytes.length) throw new AppError('bundle.zipCount')
  if (fields.extraLength > 0) throw extraRefusal(bytes.subarray(nameEnd, nameEnd + fields.extraLength))
  if (commentLength > 0) throw new AppError('bundle.zipComment')
  if (bytes.readUInt16LE(at + 34) !== 0) throw new AppError('bundle.zipMultiDisk')
  if (bytes.readUInt16LE(at + 36) !== 0 || bytes.readUInt32LE(at + 38) !== 0) throw new AppError('bundle.zipAttributes')
  if (bytes.readUInt16LE(at + 4) !== 20) throw new AppError('bundle.zipVersion')
  const raw = bytes.subarray(at + CENTRAL_SIZE, nameEnd)
  if (raw.length > MAX_NAME) throw new AppError('bundle.nameDeep')
  return { entry: { name: decodeName(raw), size: fields.size, crc: fields.crc, offset: bytes.readUInt32LE(at + 42) }, next }
}

function checkNames(entries: readonly ZipEntry[]): void {
  refuseClashes(entries.map((entry) => entry.name))
  for (const entry of entries) {
    const refusal = nameRefusal(entry.name)
    if (refusal) throw refusal
  }
}

/** Entries must follow each other from 0 to the directory without gap or overlap, each within its limit. */
function checkPlaces(entries: readonly ZipEntry[], directoryOffset: number): void {
  const inOrder = [...entries].sort((a, b) => a.offset - b.offset)
  let at = 0
  for (const entry of inOrder) {
    if (entry.offset > at) throw new AppError(at === 0 ? 'bundle.zipLeading' : 'bundle.zipHidden')
    if (entry.offset < at) throw new AppError('bundle.zipOverlap')
    at += localHeaderSize(entry.name) + entry.size
    if (at > directoryOffset) throw new AppError('bundle.zipBomb')
    if (entry.size > (sizeLimit(entry.name) ?? 0)) throw new AppError('bundle.entryTooLarge', { params: { name: entry.name } })
  }
  if (at < directoryOffset) throw new AppError('bundle.zipHidden')
  if (inOrder.some((entry, index) => entry !== entries[index])) throw new AppError('bundle.zipMismatch', { params: { name: '目录' } })
}

/**
 * Compares a local header (the bytes before an entry's content) with the directory.
 * @throws AppError of the field that differs, else bundle.zipMismatch
 */
export function checkLocalHeader(bytes: Uint8Array, entry: ZipEntry): void {
  const header = asBuffer(bytes)
  if (header.equals(localHeader(entry))) return
  const mismatch = new AppError('bundle.zipMismatch', { params: { name: entry.name } })
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw mismatch
  const fields = readShared(header, 4)
  if (fields.extraLength > 0) throw extraRefusal(header.subarray(LOCAL_SIZE + fields.nameLength))
  throw mismatch
}
