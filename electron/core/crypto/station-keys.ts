import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { ed25519PublicKey, fromBase64, sha256, strongRandom, toBase64 } from './crypto-suite'
import { keyIdText, publicKeyLine, publicKeyText, parsePublicKey, type MinisignKey } from './minisign'

/** The private keys of this station (bundle.md §3), plain JSON; they lie only in the encrypted store. */
export interface StationKeys {
  /** Ed25519 seed, 32 bytes, base64. */
  signingSeed: string
  /** Minisign public key, the base64 line. */
  publicKey: string
  /** Minisign key id, 16 upper-case hex digits. */
  keyId: string
  /** age X25519 identity, `AGE-SECRET-KEY-1…`. */
  identity: string
  /** age X25519 recipient, `age1…`. */
  recipient: string
  /** Rises with every rotation. */
  epoch: number
}

/** What of a station's keys is public; the fingerprint is taken over it. */
export interface StationPublicKeys {
  stationId: string
  publicKey: string
  recipient: string
}

const FINGERPRINT_LABEL = 'beian station fingerprint 1'
const KEY_ID_LABEL = 'beian minisign key id 1'

/** Makes new keys. The key id follows from the public key, so that the same key never has two ids. */
export async function createStationKeys(epoch = 1): Promise<StationKeys> {
  const seed = strongRandom(32)
  const raw = ed25519PublicKey(seed)
  const key: MinisignKey = { id: sha256(KEY_ID_LABEL, raw).slice(0, 8), publicKey: raw }
  const identity = await generateX25519Identity()
  return {
    signingSeed: toBase64(seed), publicKey: publicKeyLine(key), keyId: keyIdText(key.id), identity, recipient: await identityToRecipient(identity), epoch,
  }
}

/** The Ed25519 seed of stored keys. */
export function signingSeed(keys: Pick<StationKeys, 'signingSeed'>): Uint8Array {
  const seed = fromBase64(keys.signingSeed, 32)
  if (!seed) throw new Error('stored station keys are malformed')
  return seed
}

/** A minisign key from its base64 line; throws on anything else, as stored and schema-checked values never are. */
export function minisignKey(line: string): MinisignKey {
  const key = parsePublicKey(line)
  if (!key) throw new Error('not a minisign public key')
  return key
}

/**
 * Six groups of five digits over station id, signing key and age recipient, about 100 bits: what two people compare on
 * both screens (bundle.md §3).
 */
export function fingerprintOf(station: StationPublicKeys): string {
  const parts = [FINGERPRINT_LABEL, station.stationId, station.publicKey, station.recipient]
  const digest = sha256(parts.join('\n'))
  const group = (index: number): string => {
    const bytes = digest.subarray(index * 5, index * 5 + 5)
    return String(bytes.reduce((sum, byte) => sum * 256 + byte, 0) % 100_000).padStart(5, '0')
  }
  return [0, 1, 2, 3, 4, 5].map(group).join(' ')
}

/** For checking by hand: an age identity file for `age -d -i`. */
export const ageIdentityText = (keys: StationKeys): string => `# public key: ${keys.recipient}\n${keys.identity}\n`
/** For checking by hand: a minisign public key file for `minisign -V -p`. */
export const minisignPublicKeyText = (keys: Pick<StationKeys, 'publicKey'>): string => publicKeyText(minisignKey(keys.publicKey))
