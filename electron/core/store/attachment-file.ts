import { createHash, randomBytes } from 'node:crypto'
import { AuthenticationError, NONCE_BYTES, seal, TAG_BYTES, unseal } from './cipher'
import { readFully, writeFully } from './durable-file'
import type { OpenFile } from './file-system'

/**
 * One encrypted attachment: magic, 16 random bytes naming the file, then chunks of 64 KiB, each sealed under the file's
 * name, its place and whether it is the last. The content's SHA-256, by which it is asked for, binds the whole.
 */
const MAGIC = Buffer.from('BSA1')
const SALT_BYTES = 16
const HEADER_BYTES = MAGIC.length + SALT_BYTES
const CHUNK_BYTES = 64 * 1024
const SEALED_CHUNK_BYTES = NONCE_BYTES + CHUNK_BYTES + TAG_BYTES

/** Thrown by `writeAttachment` when the source gives more than it may. */
export class TooManyBytesError extends Error {}

function chunkName(storeId: string, salt: Buffer, place: number, last: boolean): Buffer {
  return Buffer.concat([Buffer.from(`beian-store/1/${storeId}/attachment/`), salt, Buffer.from(`/${place}/${last ? 'last' : 'more'}`)])
}

/** Chunks of exactly CHUNK_BYTES, the last one shorter (possibly empty). */
async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncIterable<{ chunk: Buffer; last: boolean }> {
  let held: Buffer = Buffer.alloc(0)
  for await (const part of source) {
    held = Buffer.concat([held, part])
    while (held.length >= CHUNK_BYTES) {
      yield { chunk: held.subarray(0, CHUNK_BYTES), last: false }
      held = held.subarray(CHUNK_BYTES)
    }
  }
  yield { chunk: held, last: true }
}

export interface AttachmentKeys {
  storeId: string
  attachments: Buffer
}

/** Streams `source` into a new file; the caller syncs it. @throws TooManyBytesError */
export async function writeAttachment(
  file: OpenFile,
  keys: AttachmentKeys,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ sha256: string; size: number; written: number }> {
  const salt = randomBytes(SALT_BYTES)
  const hash = createHash('sha256')
  await writeFully(file, Buffer.concat([MAGIC, salt]), 0)
  let position = HEADER_BYTES
  let size = 0
  let place = 0
  for await (const { chunk, last } of chunksOf(source)) {
    size += chunk.length
    if (size > maxBytes) throw new TooManyBytesError()
    hash.update(chunk)
    const sealed = seal(keys.attachments, chunkName(keys.storeId, salt, place, last), chunk)
    await writeFully(file, sealed, position)
    position += sealed.length
    place += 1
  }
  return { sha256: hash.digest('hex'), size, written: position }
}

/** @throws AuthenticationError as soon as a chunk, the order of chunks, the end or the whole is not right. */
export async function* readAttachment(file: OpenFile, keys: AttachmentKeys, sha256: string): AsyncIterable<Uint8Array> {
  const size = await file.size()
  const header = Buffer.alloc(HEADER_BYTES)
  const read = await readFully(file, header, 0)
  if (read < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) throw new AuthenticationError('attachment')
  const salt = header.subarray(MAGIC.length)
  const hash = createHash('sha256')
  let place = 0
  for (let position = HEADER_BYTES; ; position += SEALED_CHUNK_BYTES) {
    const last = size - position < SEALED_CHUNK_BYTES
    const sealed = Buffer.alloc(Math.max(0, Math.min(SEALED_CHUNK_BYTES, size - position)))
    await readFully(file, sealed, position)
    const chunk = unseal(keys.attachments, chunkName(keys.storeId, salt, place, last), sealed)
    hash.update(chunk)
    place += 1
    if (last && hash.digest('hex') !== sha256) throw new AuthenticationError('attachment')
    if (chunk.length > 0) yield chunk
    if (last) return
  }
}
