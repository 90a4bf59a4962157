import { Decrypter, Encrypter } from 'age-encryption'
import { MAX_AGE_HEADER_BYTES } from '#shared/bundle/limits'
import { AppError } from '#shared/errors/app-error'
import { hkdfSha256 } from '../crypto/crypto-suite'

/** The header of an age file: made and opened by `age-encryption`; what follows it is age-stream.ts. */

const VERSION_LINE = 'age-encryption.org/v1\n'
const NONCE = 16

export interface PayloadKey {
  /** Header and payload nonce as they stand in the file. */
  header: Uint8Array
  /** ChaCha20-Poly1305 key of the payload, 32 bytes. */
  key: Uint8Array
}

const payloadKey = (fileKey: Uint8Array, nonce: Uint8Array): Uint8Array => hkdfSha256(fileKey, nonce, 'payload', 32)

/**
 * A new header for these age recipients, with the key its payload is to be sealed with.
 * @throws AppError bundle.recipientInvalid
 */
export async function sealHeader(recipients: readonly string[]): Promise<PayloadKey> {
  const encrypter = new Encrypter()
  const seen: { fileKey?: Uint8Array } = {}
  try {
    for (const recipient of recipients) encrypter.addRecipient(recipient)
    // A recipient that adds no stanza: the library's own interface for being told the file key.
    encrypter.addRecipient({
      wrapFileKey: (fileKey) => {
        seen.fileKey = fileKey.slice()
        return []
      },
    })
    const empty = await encrypter.encrypt(new Uint8Array(0))
    const header = empty.slice(0, empty.length - 16)
    if (!seen.fileKey) throw new Error('age gave no file key')
    return { header, key: payloadKey(seen.fileKey, header.slice(-NONCE)) }
  } catch (error) {
    throw new AppError('bundle.recipientInvalid', { cause: error })
  }
}

export interface OpenedHeader extends PayloadKey {
  /** Types of the stanzas, one for each recipient. */
  stanzas: string[]
}

/**
 * Opens the header at the start of a file, given its first bytes (up to MAX_AGE_HEADER_BYTES).
 * @throws AppError bundle.notBundle, headerDamaged, suiteUnknown, notForUs, truncated
 */
export async function openHeader(start: Uint8Array, identities: readonly string[]): Promise<OpenedHeader> {
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, MAX_AGE_HEADER_BYTES)).toString('latin1')
  if (!text.startsWith(VERSION_LINE)) throw new AppError(text.startsWith('age-encryption.org/v') ? 'bundle.suiteUnknown' : 'bundle.notBundle')
  const mac = /\n--- ([^\n]*)\n/.exec(text)
  if (!mac) throw new AppError(start.length < MAX_AGE_HEADER_BYTES ? 'bundle.truncated' : 'bundle.headerDamaged')
  const length = mac.index + mac[0].length
  const stanzas = [...text.slice(0, length).matchAll(/^-> ([^ \n]*)/gm)].map((match) => match[1] ?? '')
  if (start.length < length + NONCE) throw new AppError('bundle.truncated')
  // A passphrase opens the file to whoever knows it; age allows it only alone, a bundle not at all.
  if (stanzas.includes('scrypt')) throw new AppError('bundle.suiteUnknown')
  const fileKey = await unwrap(start.slice(0, length), identities, stanzas)
  return { header: start.slice(0, length + NONCE), key: payloadKey(fileKey, start.slice(length, length + NONCE)), stanzas }
}

async function unwrap(header: Uint8Array, identities: readonly string[], stanzas: readonly string[]): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  try {
    return await decrypter.decryptHeader(header)
  } catch (error) {
    const noMatch = error instanceof Error && error.message.includes('no identity matched')
    if (!noMatch) throw new AppError('bundle.headerDamaged', { cause: error })
    throw new AppError(stanzas.includes('X25519') ? 'bundle.notForUs' : 'bundle.suiteUnknown', { cause: error })
  }
}
