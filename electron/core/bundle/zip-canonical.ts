import { AppError } from '#shared/errors/app-error'

/**
 * The canonical stored ZIP (bundle.md §1): ISO/IEC 21320-1, tightened until an archive of given names and contents has
 * exactly one spelling: method 0, flags 0x0800, time 1980-01-01 00:00:00, no extra fields, no comments, no data
 * descriptors, no zip64, versions 20/20, attributes 0, entries contiguous from offset 0, the central directory right
 * after them, the end record in the last 22 bytes.
 */
export interface ZipEntry {
  name: string
  size: number
  /** CRC-32 of the content, unsigned. */
  crc: number
  /** Of the local header. */
  offset: number
}

export const LOCAL_SIGNATURE = 0x04034b50
export const CENTRAL_SIGNATURE = 0x02014b50
export const END_SIGNATURE = 0x06054b50
export const ZIP64_LOCATOR_SIGNATURE = 0x07064b50
export const LOCAL_SIZE = 30
export const CENTRAL_SIZE = 46
export const END_SIZE = 22
const VERSION = 20
const FLAGS = 0x0800
const DOS_DATE = 0x0021
const UNICODE_PATH_EXTRA = 0x7075

const nameBytes = (name: string): Buffer => Buffer.from(name, 'utf8')

// The fields local and central headers share, from `version needed` to `extra length`: 24 bytes.
function writeShared(target: Buffer, at: number, entry: Omit<ZipEntry, 'offset'>, nameLength: number): void {
  target.writeUInt16LE(VERSION, at)
  target.writeUInt16LE(FLAGS, at + 2)
  target.writeUInt16LE(0, at + 4)
  target.writeUInt16LE(0, at + 6)
  target.writeUInt16LE(DOS_DATE, at + 8)
  target.writeUInt32LE(entry.crc, at + 10)
  target.writeUInt32LE(entry.size, at + 14)
  target.writeUInt32LE(entry.size, at + 18)
  target.writeUInt16LE(nameLength, at + 22)
}

/** Bytes before an entry's content. */
export function localHeader(entry: Omit<ZipEntry, 'offset'>): Buffer {
  const name = nameBytes(entry.name)
  const header = Buffer.alloc(LOCAL_SIZE + name.length)
  header.writeUInt32LE(LOCAL_SIGNATURE, 0)
  writeShared(header, 4, entry, name.length)
  name.copy(header, LOCAL_SIZE)
  return header
}

export const localHeaderSize = (name: string): number => LOCAL_SIZE + Buffer.byteLength(name)

function centralHeader(entry: ZipEntry): Buffer {
  const name = nameBytes(entry.name)
  const header = Buffer.alloc(CENTRAL_SIZE + name.length)
  header.writeUInt32LE(CENTRAL_SIGNATURE, 0)
  header.writeUInt16LE(VERSION, 4)
  writeShared(header, 6, entry, name.length)
  header.writeUInt32LE(entry.offset, 42)
  name.copy(header, CENTRAL_SIZE)
  return header
}

/** Central directory and end record: a pure function of the entries, so a reader can compare it byte for byte. */
export function directoryBytes(entries: readonly ZipEntry[], offset: number): Buffer {
  const central = entries.map(centralHeader)
  const size = central.reduce((sum, header) => sum + header.length, 0)
  const end = Buffer.alloc(END_SIZE)
  end.writeUInt32LE(END_SIGNATURE, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...central, end])
}

/** Bytes of a whole archive of these names and sizes. */
export function archiveSize(entries: readonly { name: string; size: number }[]): number {
  const perEntry = (entry: { name: string; size: number }): number => LOCAL_SIZE + CENTRAL_SIZE + 2 * Buffer.byteLength(entry.name) + entry.size
  return entries.reduce((sum, entry) => sum + perEntry(entry), END_SIZE)
}

/** The fields from `version needed` on, as read from a local (at 4) or central (at 6) header. */
interface SharedFields {
  crc: number
  compressed: number
  size: number
  nameLength: number
  extraLength: number
}

/**
 * Reads the shared fields and refuses every value but the one the canonical form has.
 * @throws AppError bundle.zipEncrypted, zipDescriptor, zipFlags, zipMethod, zipVersion, zipTime, zip64, zipSize
 */
export function readShared(bytes: Buffer, at: number): SharedFields {
  const flags = bytes.readUInt16LE(at + 2)
  if (flags & 0x0001 || flags & 0x2040) throw new AppError('bundle.zipEncrypted')
  if (flags & 0x0008) throw new AppError('bundle.zipDescriptor')
  if (flags !== FLAGS) throw new AppError('bundle.zipFlags')
  if (bytes.readUInt16LE(at + 4) !== 0) throw new AppError('bundle.zipMethod')
  if (bytes.readUInt16LE(at) !== VERSION) throw new AppError('bundle.zipVersion')
  if (bytes.readUInt16LE(at + 6) !== 0 || bytes.readUInt16LE(at + 8) !== DOS_DATE) throw new AppError('bundle.zipTime')
  const fields = {
    crc: bytes.readUInt32LE(at + 10), compressed: bytes.readUInt32LE(at + 14), size: bytes.readUInt32LE(at + 18),
    nameLength: bytes.readUInt16LE(at + 22), extraLength: bytes.readUInt16LE(at + 24),
  }
  if (fields.size === 0xffffffff || fields.compressed === 0xffffffff) throw new AppError('bundle.zip64')
  if (fields.size !== fields.compressed) throw new AppError('bundle.zipSize')
  return fields
}

/** What an extra field says about the archive, for its own refusal. */
export function extraRefusal(extra: Buffer): AppError {
  if (extra.length >= 2 && extra.readUInt16LE(0) === UNICODE_PATH_EXTRA) return new AppError('bundle.zipUnicodePath')
  if (extra.length >= 2 && extra.readUInt16LE(0) === 0x0001) return new AppError('bundle.zip64')
  return new AppError('bundle.zipExtra')
}
