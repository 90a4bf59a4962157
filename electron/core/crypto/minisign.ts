import { blake2b } from '@noble/hashes/blake2.js'
import { ed25519Sign, ed25519Verify, equalBytes, fromBase64, toBase64 } from './crypto-suite'

/**
 * Minisign signatures (https://jedisct1.github.io/minisign/), prehashed variant only, byte for byte what the `minisign`
 * command writes and reads, so that a bundle can be checked by a program nobody here wrote (bundle.md §1).
 */

/** Public key: the 8 key id bytes as in the file, and the raw Ed25519 key. */
export interface MinisignKey {
  id: Uint8Array
  publicKey: Uint8Array
}

export interface MinisignSignature {
  id: Uint8Array
  signature: Uint8Array
  trustedComment: string
  globalSignature: Uint8Array
}

export type MinisignVerdict = 'ok' | 'otherKey' | 'wrongSignature' | 'wrongComment'

const KEY_ALGORITHM = [0x45, 0x64] // 'Ed'
const PREHASHED = [0x45, 0x44] // 'ED'
const MAX_COMMENT = 1024

/** The id as the minisign command shows it: 16 upper-case hex digits of the little-endian number. */
export const keyIdText = (id: Uint8Array): string => Buffer.from(id).reverse().toString('hex').toUpperCase()
export const keyIdBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex').reverse())

/** The base64 line of a public key file, which `minisign -P` takes. */
export const publicKeyLine = (key: MinisignKey): string => toBase64(Uint8Array.from([...KEY_ALGORITHM, ...key.id, ...key.publicKey]))
/** A whole public key file. */
export const publicKeyText = (key: MinisignKey): string => `untrusted comment: minisign public key ${keyIdText(key.id)}\n${publicKeyLine(key)}\n`

/** Reads a public key file or its base64 line; undefined for anything else. */
export function parsePublicKey(text: string): MinisignKey | undefined {
  const lines = text.trim().split(/\r?\n/)
  const bytes = fromBase64(lines[lines.length - 1] ?? '', 42)
  if (lines.length > 2 || !bytes || bytes[0] !== KEY_ALGORITHM[0] || bytes[1] !== KEY_ALGORITHM[1]) return undefined
  return { id: bytes.slice(2, 10), publicKey: bytes.slice(10) }
}

const prehash = (message: Uint8Array): Uint8Array => blake2b(message, { dkLen: 64 })
const globalMessage = (signature: Uint8Array, trustedComment: string): Uint8Array =>
  Buffer.concat([signature, Buffer.from(trustedComment, 'utf8')])

/** Signs `message`; the trusted comment is signed with it and may hold no line break. */
export function signMinisign(seed: Uint8Array, id: Uint8Array, message: Uint8Array, trustedComment: string): string {
  if (/[\r\n]/.test(trustedComment)) throw new Error('a trusted comment is one line')
  const signature = ed25519Sign(seed, prehash(message))
  const globalSignature = ed25519Sign(seed, globalMessage(signature, trustedComment))
  return [
    'untrusted comment: signature from a beian station', toBase64(Uint8Array.from([...PREHASHED, ...id, ...signature])),
    `trusted comment: ${trustedComment}`, toBase64(globalSignature), '',
  ].join('\n')
}

/** Reads a signature file of exactly four lines; undefined for anything else, the older un-prehashed variant included. */
export function parseSignature(text: string): MinisignSignature | undefined {
  const match = /^untrusted comment: [^\r\n]*\n([A-Za-z0-9+/=]+)\ntrusted comment: ([^\r\n]*)\n([A-Za-z0-9+/=]+)\n?$/.exec(text)
  if (!match || (match[2] ?? '').length > MAX_COMMENT) return undefined
  const bytes = fromBase64(match[1] ?? '', 74)
  const globalSignature = fromBase64(match[3] ?? '', 64)
  if (!bytes || !globalSignature || bytes[0] !== PREHASHED[0] || bytes[1] !== PREHASHED[1]) return undefined
  return { id: bytes.slice(2, 10), signature: bytes.slice(10), trustedComment: match[2] ?? '', globalSignature }
}

/** Checks the message, then the trusted comment. */
export function verifyMinisign(key: MinisignKey, message: Uint8Array, signature: MinisignSignature): MinisignVerdict {
  if (!equalBytes(key.id, signature.id)) return 'otherKey'
  if (!ed25519Verify(key.publicKey, prehash(message), signature.signature)) return 'wrongSignature'
  const global = globalMessage(signature.signature, signature.trustedComment)
  return ed25519Verify(key.publicKey, global, signature.globalSignature) ? 'ok' : 'wrongComment'
}
