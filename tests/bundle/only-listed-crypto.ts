import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { NATIVE } from '#core/crypto/crypto-suite'

/**
 * Test mode of bundle.md §7: whatever imports this runs with a node:crypto that throws on anything outside the one list,
 * as Electron's BoringSSL would, so that a stray primitive is found on a machine with OpenSSL.
 */
class UnlistedCryptoError extends Error {}

const refuse = (what: string): never => {
  throw new UnlistedCryptoError(`${what} is not in the list of native primitives`)
}

type AnyFunction = (...args: never[]) => unknown
type CryptoTable = Record<string, AnyFunction>
const table = crypto as unknown as CryptoTable

function listed(name: string, allowed: readonly string[], kind: string): void {
  const original = table[name]
  if (!original) return
  table[name] = (...args: never[]): unknown => {
    const [algorithm] = args as unknown[]
    if (typeof algorithm !== 'string' || !allowed.includes(algorithm.toLowerCase())) refuse(`${kind} ${String(algorithm)}`)
    return original(...args)
  }
}

function keyed(name: 'sign' | 'verify'): void {
  const original = table[name]
  if (!original) return
  table[name] = (...args: never[]): unknown => {
    const key = (args as unknown[])[2] as { asymmetricKeyType?: string }
    if (key.asymmetricKeyType !== 'ed25519') refuse(`${name} with ${String(key.asymmetricKeyType)}`)
    return original(...args)
  }
}

const NEVER = [
  'hkdf', 'hkdfSync', 'pbkdf2', 'pbkdf2Sync', 'diffieHellman', 'createDiffieHellman', 'createECDH', 'createSign', 'createVerify', 'publicEncrypt', 'privateDecrypt',
  'privateEncrypt', 'publicDecrypt', 'generateKeyPair', 'generateKeyPairSync', 'argon2', 'argon2Sync', 'encapsulate', 'decapsulate',
]

export function onlyListedCrypto(): void {
  listed('createHash', NATIVE.hashes, 'hash')
  listed('hash', NATIVE.hashes, 'hash')
  listed('createHmac', NATIVE.hmacs, 'HMAC')
  listed('createCipheriv', NATIVE.ciphers, 'cipher')
  listed('createDecipheriv', NATIVE.ciphers, 'cipher')
  keyed('sign')
  keyed('verify')
  for (const name of NEVER) if (table[name]) table[name] = () => refuse(name)
  syncBuiltinESMExports()
}

onlyListedCrypto()
