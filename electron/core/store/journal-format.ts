import { createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { NONCE_BYTES, sameBytes, TAG_BYTES } from './cipher'
import type { StoreKeys } from './sealed-files'

/**
 * A journal file: header (magic, u64 number, HMAC of both), then one record a transaction:
 * u32 length ‖ u64 sequence ‖ u32 CRC-32 of the two ‖ nonce ‖ ciphertext ‖ tag, `length` counting from the nonce on.
 * The record's head, its file's number and the tag of the record before it are authenticated, so that leaving out,
 * cutting or reordering records shows.
 */
const MAGIC = Buffer.from('BSJ1')
export const HEADER_BYTES = MAGIC.length + 8 + 32
export const HEAD_BYTES = 16
/** A record cannot be larger; a longer length is damage. */
export const MAX_RECORD_BYTES = 1024 * 1024 * 1024
/** What precedes the first record of a store. */
export const FIRST_TAG = Buffer.alloc(TAG_BYTES)

export function encodeHeader(keys: StoreKeys, number: number): Buffer {
  const head = Buffer.alloc(MAGIC.length + 8)
  MAGIC.copy(head)
  head.writeBigUInt64LE(BigInt(number), MAGIC.length)
  return Buffer.concat([head, createHmac('sha256', keys.journal).update(keys.storeId).update(head).digest()])
}

export function headerIsOurs(keys: StoreKeys, number: number, bytes: Uint8Array): boolean {
  return sameBytes(encodeHeader(keys, number), bytes)
}

export interface RecordHead {
  length: number
  sequence: number
}

export function encodeHead(head: RecordHead): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES)
  bytes.writeUInt32LE(head.length)
  bytes.writeBigUInt64LE(BigInt(head.sequence), 4)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12)
  return bytes
}

/** Undefined when its checksum is wrong or the length cannot be. */
export function decodeHead(bytes: Buffer): RecordHead | undefined {
  if (crc32(bytes.subarray(0, 12)) !== bytes.readUInt32LE(12)) return undefined
  const length = bytes.readUInt32LE(0)
  if (length < NONCE_BYTES + TAG_BYTES || length > MAX_RECORD_BYTES) return undefined
  return { length, sequence: Number(bytes.readBigUInt64LE(4)) }
}

export function recordName(keys: StoreKeys, number: number, head: Uint8Array, previousTag: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`beian-store/1/${keys.storeId}/journal/${number}/`), head, previousTag])
}

/** One put (`bytes`: the record's JSON) or remove (none) of a transaction. */
export interface Operation {
  collection: string
  id: string
  bytes: Buffer | undefined
}

export interface JournalRecord {
  sequence: number
  at: number
  operations: Operation[]
}

/** u32 length ‖ JSON {at, operations: [[collection, id, length or -1], …]} ‖ the records one after the other. */
export function encodeOperations(at: number, operations: readonly Operation[]): Buffer[] {
  const listed = operations.map(({ collection, id, bytes }) => [collection, id, bytes ? bytes.length : -1])
  const header = Buffer.from(JSON.stringify({ at, operations: listed }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  return [length, header, ...operations.flatMap(({ bytes }) => bytes ?? [])]
}

export function decodeOperations(sequence: number, plain: Buffer): JournalRecord {
  const start = 4 + plain.readUInt32LE(0)
  const header = JSON.parse(plain.toString('utf8', 4, start)) as { at: number; operations: [string, string, number][] }
  let position = start
  const operations = header.operations.map(([collection, id, length]): Operation => {
    if (length < 0) return { collection, id, bytes: undefined }
    position += length
    return { collection, id, bytes: plain.subarray(position - length, position) }
  })
  if (position !== plain.length) throw new Error('journal record has another length than it says')
  return { sequence, at: header.at, operations }
}
