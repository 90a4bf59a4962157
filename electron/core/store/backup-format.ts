import { createHash } from 'node:crypto'
import { AppError } from '#shared/errors/app-error'
import { seal, unseal } from './cipher'
import { readFully } from './durable-file'
import type { OpenFile } from './file-system'
import type { KeyFile } from './key-file'
import type { StoreKeys } from './sealed-files'

/**
 * The portable backup: one file with a state's own encrypted files, which need no other protection.
 * magic ‖ u32 length ‖ header (JSON: which store, the key wrapped by the recovery code) ‖ entries (u16 name length ‖
 * u48 size ‖ name ‖ bytes) ‖ an entry without a name whose bytes are the sealed table of contents.
 */
export const BACKUP_MAGIC = Buffer.from('BEIAN-BACKUP-1\n')
export const BACKUP_VERSION = 1
const MAX_HEADER_BYTES = 64 * 1024
const ENTRY_HEAD_BYTES = 8

export interface BackupHeader extends Pick<KeyFile, 'storeId' | 'check' | 'recovery' | 'createdAt'> {
  version: number
  generation: number
  at: number
}

export interface Contents {
  /** SHA-256 of the header. */
  header: string
  entries: { name: string; size: number; sha256: string }[]
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function encodeBackupHeader(header: BackupHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([BACKUP_MAGIC, length, json])
}

export function encodeEntryHead(name: string, size: number): Buffer {
  const bytes = Buffer.from(name)
  const head = Buffer.alloc(ENTRY_HEAD_BYTES)
  head.writeUInt16LE(bytes.length)
  head.writeUIntLE(size, 2, 6)
  return Buffer.concat([head, bytes])
}

const contentsName = (header: string): string => `beian-backup/1/${header}`

export function sealContents(keys: StoreKeys, contents: Contents): Buffer {
  return seal(keys.files, contentsName(contents.header), Buffer.from(JSON.stringify(contents)))
}

/** @throws AuthenticationError */
export function unsealContents(keys: StoreKeys, header: string, sealed: Uint8Array): Contents {
  return JSON.parse(unseal(keys.files, contentsName(header), sealed).toString('utf8')) as Contents
}

export interface ReadHeader {
  header: BackupHeader
  digest: string
  /** Where the entries begin. */
  position: number
}

/** @throws AppError store.backupInvalid, store.newerVersion */
export async function readBackupHeader(file: OpenFile): Promise<ReadHeader> {
  const prefix = Buffer.alloc(BACKUP_MAGIC.length + 4)
  const read = await readFully(file, prefix, 0)
  const length = prefix.readUInt32LE(BACKUP_MAGIC.length)
  if (read < prefix.length || !prefix.subarray(0, BACKUP_MAGIC.length).equals(BACKUP_MAGIC) || length > MAX_HEADER_BYTES) {
    throw new AppError('store.backupInvalid')
  }
  const json = Buffer.alloc(length)
  if ((await readFully(file, json, prefix.length)) < length) throw new AppError('store.backupInvalid')
  const header = parseHeader(json)
  if (header.version > BACKUP_VERSION) throw new AppError('store.newerVersion', { params: { version: header.version } })
  return { header, digest: sha256Of(Buffer.concat([prefix, json])), position: prefix.length + length }
}

function parseHeader(json: Buffer): BackupHeader {
  try {
    const header = JSON.parse(json.toString('utf8')) as BackupHeader
    if (typeof header.version === 'number' && typeof header.storeId === 'string') return header
  } catch (cause) {
    throw new AppError('store.backupInvalid', { cause })
  }
  throw new AppError('store.backupInvalid')
}

export interface BackupEntry {
  name: string
  size: number
  /** Where its bytes begin. */
  position: number
}

/** Undefined where no whole entry head follows. */
export async function readEntryHead(file: OpenFile, position: number): Promise<BackupEntry | undefined> {
  const head = Buffer.alloc(ENTRY_HEAD_BYTES)
  if ((await readFully(file, head, position)) < head.length) return undefined
  const name = Buffer.alloc(head.readUInt16LE(0))
  if ((await readFully(file, name, position + head.length)) < name.length) return undefined
  return { name: name.toString('utf8'), size: head.readUIntLE(2, 6), position: position + head.length + name.length }
}
