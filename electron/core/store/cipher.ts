import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** AES-256-GCM with random 96-bit nonces (store.md §2); only primitives that Node and Electron's BoringSSL share. */
export const NONCE_BYTES = 12
export const TAG_BYTES = 16
export const KEY_BYTES = 32

/** Thrown when bytes are not what the key and the authenticated name say they are. */
export class AuthenticationError extends Error {
  constructor(readonly what: string) {
    super(`authentication failed: ${what}`)
    this.name = 'AuthenticationError'
  }
}

/** HKDF-SHA256 (RFC 5869) for one block of output. */
export function deriveKey(secret: Uint8Array, salt: Uint8Array | string, info: string): Buffer {
  const extracted = createHmac('sha256', salt).update(secret).digest()
  return createHmac('sha256', extracted).update(info).update(Uint8Array.of(1)).digest()
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** nonce, ciphertext and tag, to be joined. `parts` are encrypted as if joined; `name` is authenticated, not stored. */
export function sealedParts(key: Uint8Array, name: string | Uint8Array, parts: readonly Uint8Array[]): Buffer[] {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(typeof name === 'string' ? Buffer.from(name) : name)
  const encrypted = parts.map((part) => cipher.update(part))
  cipher.final()
  return [nonce, ...encrypted, cipher.getAuthTag()]
}

/** nonce ‖ ciphertext ‖ tag, in one piece. */
export function seal(key: Uint8Array, name: string | Uint8Array, plain: Uint8Array): Buffer {
  return Buffer.concat(sealedParts(key, name, [plain]))
}

/** @throws AuthenticationError when a byte, the name or the key is another. */
export function unseal(key: Uint8Array, name: string | Uint8Array, sealed: Uint8Array): Buffer {
  const what = typeof name === 'string' ? name : 'record'
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new AuthenticationError(what)
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
  decipher.setAAD(typeof name === 'string' ? Buffer.from(name) : name)
  decipher.setAuthTag(sealed.subarray(end))
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, end))
  try {
    decipher.final()
  } catch {
    throw new AuthenticationError(what)
  }
  return plain
}

/** The tag that ends sealed bytes: a file's or record's fingerprint under its key. */
export function tagOf(sealed: Uint8Array): Buffer {
  return Buffer.from(sealed.subarray(sealed.length - TAG_BYTES))
}
