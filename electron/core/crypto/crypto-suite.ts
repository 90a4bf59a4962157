import {
  createHash, createHmac, createPrivateKey, createPublicKey, randomBytes, scrypt, sign, timingSafeEqual, verify, type Hash, type KeyObject,
} from 'node:crypto'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/**
 * The one list of native primitives this program may use (bundle.md §7). Electron's crypto is BoringSSL, Node's is
 * OpenSSL; these are in both. Everything else comes from `@noble/*` and `age-encryption`.
 */
export const NATIVE = {
  hashes: ['sha256', 'sha384', 'sha512'],
  hmacs: ['sha256', 'sha384', 'sha512'],
  ciphers: ['aes-256-gcm', 'aes-256-ctr'],
  signatures: ['ed25519', 'P-256'],
  passwordHashes: ['scrypt'],
} as const

/** Suite 1 of the bundle: SHA-256, Ed25519 over BLAKE2b-512 (minisign), age v1 with X25519 and ChaCha20-Poly1305. */
export const SUITE = 1

export const strongRandom = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/** Decodes strict base64 of exactly `length` bytes; undefined for anything else, other spellings of the same bytes included. */
export function fromBase64(text: string, length: number): Uint8Array | undefined {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  return bytes.length === length && toBase64(bytes) === text ? bytes : undefined
}

/** Constant-time comparison; false for different lengths. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b)

/** SHA-256, fed piece by piece; `digest` may be called once. */
export const sha256Stream = (): Hash => createHash('sha256')
export const sha256 = (...parts: (Uint8Array | string)[]): Uint8Array => {
  const hash = sha256Stream()
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}
/** Lower-case hex, as manifests and attachment references write it. */
export const sha256Hex = (...parts: (Uint8Array | string)[]): string => toHex(sha256(...parts))
/** SHA-256 of everything a stream gives, lower-case hex. */
export async function sha256HexOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = sha256Stream()
  for await (const part of source) hash.update(part)
  return hash.digest('hex')
}

export const hmacSha256 = (key: Uint8Array, ...parts: Uint8Array[]): Uint8Array => {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return new Uint8Array(mac.digest())
}

/** HKDF-SHA-256 (RFC 5869). `salt` undefined means 32 zero bytes. */
export const hkdfSha256 = (key: Uint8Array, salt: Uint8Array | undefined, info: Uint8Array | string, length: number): Uint8Array =>
  hkdf(nobleSha256, key, salt, typeof info === 'string' ? new TextEncoder().encode(info) : info, length)

// RFC 8410 wrappings of raw Ed25519 keys; the raw key follows.
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')

const privateKey = (seed: Uint8Array): KeyObject => createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
const publicKey = (raw: Uint8Array): KeyObject => createPublicKey({ key: Buffer.concat([SPKI_ED25519, raw]), format: 'der', type: 'spki' })

/** Public key (32 bytes) of an Ed25519 seed (32 bytes). */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  const spki = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' })
  return new Uint8Array(spki.subarray(SPKI_ED25519.length))
}
/** Ed25519 signature, 64 bytes. */
export const ed25519Sign = (seed: Uint8Array, message: Uint8Array): Uint8Array => new Uint8Array(sign(null, message, privateKey(seed)))
/** False for any wrong signature, key or length; never throws on bad input. */
export function ed25519Verify(rawPublicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (rawPublicKey.length !== 32 || signature.length !== 64) return false
  try {
    return verify(null, message, publicKey(rawPublicKey), signature)
  } catch {
    return false
  }
}

export interface ScryptCost {
  /** log2 of N: 15 takes about 32 MB and a tenth of a second. */
  logN: number
  r: number
  p: number
}
/** OWASP's first choice for scrypt. */
export const PASSWORD_COST: ScryptCost = { logN: 17, r: 8, p: 1 }
const MAX_COST: ScryptCost = { logN: 20, r: 16, p: 4 }

/** scrypt (RFC 7914) off the event loop. */
export function scryptKey(password: string | Uint8Array, salt: Uint8Array, length: number, cost: ScryptCost = PASSWORD_COST): Promise<Uint8Array> {
  const N = 2 ** cost.logN
  const options = { N, r: cost.r, p: cost.p, maxmem: 128 * N * cost.r * 2 + 1024 * 1024 }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(new Uint8Array(key))))
  })
}

/** What a stranger wrote into a file must not decide how much memory is taken. */
export const isAllowedCost = ({ logN, r, p }: ScryptCost): boolean =>
  logN >= 1 && logN <= MAX_COST.logN && r >= 1 && r <= MAX_COST.r && p >= 1 && p <= MAX_COST.p

/** The key of what a person types, NFC-normalised so that every keyboard gives the same bytes. */
export const passwordKey = (password: string, salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array> => scryptKey(password.normalize('NFC'), salt, 32, cost)

/** `scrypt$logN$r$p$salt$hash` (base64). */
export async function hashPassword(password: string, cost: ScryptCost = PASSWORD_COST, salt: Uint8Array = strongRandom(16)): Promise<string> {
  const key = await passwordKey(password, salt, cost)
  return ['scrypt', cost.logN, cost.r, cost.p, toBase64(salt), toBase64(key)].join('$')
}

/** Compares in constant time. False for a wrong password and for text that is not such a hash. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const match = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/]{22}==)\$([A-Za-z0-9+/]{43}=)$/.exec(hash)
  if (!match) return false
  const cost = { logN: Number(match[1]), r: Number(match[2]), p: Number(match[3]) }
  if (!isAllowedCost(cost)) return false
  const salt = fromBase64(match[4] ?? '', 16)
  const expected = fromBase64(match[5] ?? '', 32)
  if (!salt || !expected) return false
  return equalBytes(await passwordKey(password, salt, cost), expected)
}
