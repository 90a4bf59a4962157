import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Secrets } from '#core/ports'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** First byte of what was wrapped: tells the key file's wrapping from the system's. */
export const KEY_FILE_MARK = 0x4b

export const KEY_FILE_PROTECTION = '密钥文件'

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    const key = await readFile(path)
    if (key.length !== KEY_BYTES) throw new Error(`key file ${path} has ${key.length} bytes`)
    // Somebody may have copied it carelessly: its owner alone reads it (POSIX; Windows protects the user's folder).
    if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600)
    return key
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes a new key whole before it gets its name, so that two programs starting at once end with the same one. */
async function makeKey(path: string): Promise<void> {
  const dir = dirname(path)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const temporary = join(dir, `.${randomUUID()}.tmp`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(randomBytes(KEY_BYTES))
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(temporary, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await unlink(temporary)
  }
}

/**
 * Secrets kept by a key file outside the data folder, readable by its owner alone (store.md §2, Encryption): whoever takes
 * the data folder away has not taken the key.
 */
export function createKeyFileSecrets(path: string): Secrets {
  return {
    protection: KEY_FILE_PROTECTION,
    async wrap(plain) {
      if ((await readKey(path)) === undefined) await makeKey(path)
      const key = await readKey(path)
      if (key === undefined) throw new Error(`key file ${path} cannot be made`)
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
      return new Uint8Array(Buffer.concat([Buffer.of(KEY_FILE_MARK), nonce, cipher.getAuthTag(), sealed]))
    },
    async unwrap(wrapped) {
      const key = await readKey(path)
      if (key === undefined) throw new Error(`key file ${path} is missing`)
      const bytes = Buffer.from(wrapped)
      if (bytes[0] !== KEY_FILE_MARK || bytes.length < 1 + NONCE_BYTES + TAG_BYTES) throw new Error('not wrapped by a key file')
      const tagAt = 1 + NONCE_BYTES
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, tagAt))
      decipher.setAuthTag(bytes.subarray(tagAt, tagAt + TAG_BYTES))
      return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(tagAt + TAG_BYTES)), decipher.final()]))
    },
  }
}
