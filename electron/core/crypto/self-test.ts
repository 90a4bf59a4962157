import { createCipheriv, createDecipheriv } from 'node:crypto'
import { blake2b } from '@noble/hashes/blake2.js'
import { Decrypter } from 'age-encryption'
import sodium from 'libsodium-wrappers'
import { ed25519PublicKey, ed25519Sign, ed25519Verify, hkdfSha256, hmacSha256, scryptKey, sha256Hex, toHex } from './crypto-suite'

/**
 * Start-up self-test: every primitive against a published vector (bundle.md §7). A program whose cryptography gives a
 * wrong answer must not start.
 */
export interface SelfTestCase {
  name: string
  /** Where the vector was published. */
  source: string
  expected: string
  actual: () => string | Promise<string>
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

const ED_SEED = hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
const ED_PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
const ED_SIGNATURE =
  'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'

// Test case 16 of the GCM specification (AES-256, 96-bit IV, additional data).
const GCM = {
  key: hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
  iv: hex('cafebabefacedbaddecaf888'),
  aad: hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  plain: hex('d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39'),
  cipher: '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
  tag: '76fc6ece0f4e1768cddf8853bb2d551b',
}

function aesGcm(): string {
  const cipher = createCipheriv('aes-256-gcm', GCM.key, GCM.iv)
  cipher.setAAD(GCM.aad)
  const sealed = Buffer.concat([cipher.update(GCM.plain), cipher.final()])
  const tag = cipher.getAuthTag()
  const decipher = createDecipheriv('aes-256-gcm', GCM.key, GCM.iv, { authTagLength: 16 })
  decipher.setAAD(GCM.aad)
  decipher.setAuthTag(tag)
  const opened = Buffer.concat([decipher.update(sealed), decipher.final()])
  return sealed.toString('hex') + tag.toString('hex') + (opened.equals(GCM.plain) ? '' : ' not opened')
}

function ed25519(): string {
  const signature = ed25519Sign(ED_SEED, new Uint8Array(0))
  const accepts = ed25519Verify(hex(ED_PUBLIC), new Uint8Array(0), signature)
  const refuses = !ed25519Verify(hex(ED_PUBLIC), ascii('x'), signature)
  return `${toHex(ed25519PublicKey(ED_SEED))} ${toHex(signature)} ${accepts && refuses}`
}

const AEAD_KEY = hex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f')
const AEAD_TEXT = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."

const AGE_HEADER = [
  'age-encryption.org/v1', '-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc', 'hjabGXwSLQ9c3S6Lw2i+S2Tu2fiwQHHslbBN6B41FLE',
  '--- WyJp9F/9FOZh7gJdheq2WIJcwHgYc8NIVh3ddwhrcNg', '',
].join('\n')

export const SELF_TESTS: readonly SelfTestCase[] = [
  {
    name: 'SHA-256', source: 'FIPS 180-2 B.1', expected: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', actual: () => sha256Hex('abc'),
  },
  {
    name: 'HMAC-SHA-256', source: 'RFC 4231 case 2', expected: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    actual: () => toHex(hmacSha256(ascii('Jefe'), ascii('what do ya want for nothing?'))),
  },
  {
    name: 'HKDF-SHA-256', source: 'RFC 5869 A.1',
    expected: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    actual: () => toHex(hkdfSha256(hex('0b'.repeat(22)), hex('000102030405060708090a0b0c'), hex('f0f1f2f3f4f5f6f7f8f9'), 42)),
  },
  { name: 'AES-256-GCM', source: 'McGrew & Viega, test case 16', expected: GCM.cipher + GCM.tag, actual: aesGcm },
  { name: 'Ed25519', source: 'RFC 8032 §7.1 test 1', expected: `${ED_PUBLIC} ${ED_SIGNATURE} true`, actual: ed25519 },
  {
    name: 'scrypt', source: 'RFC 7914 §12 (second vector)',
    expected: 'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    actual: async () => toHex(await scryptKey('password', ascii('NaCl'), 64, { logN: 10, r: 8, p: 16 })),
  },
  {
    name: 'BLAKE2b-512', source: 'RFC 7693 appendix A',
    expected: 'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
    actual: () => toHex(blake2b(ascii('abc'), { dkLen: 64 })),
  },
  {
    name: 'ChaCha20-Poly1305', source: 'RFC 8439 §2.8.2', expected: '1ae10b594f09e26a7e902ecbd0600691',
    actual: async () => {
      await sodium.ready
      const [nonce, additional] = [hex('070000004041424344454647'), hex('50515253c0c1c2c3c4c5c6c7')]
      const sealed = sodium.crypto_aead_chacha20poly1305_ietf_encrypt(ascii(AEAD_TEXT), additional, null, nonce, AEAD_KEY)
      const opened = sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, sealed, additional, nonce, AEAD_KEY, 'text')
      return opened === AEAD_TEXT ? toHex(sealed.slice(-16)) : 'not opened'
    },
  },
  {
    name: 'age X25519 header', source: 'C2SP/CCTV age, vector x25519', expected: '59454c4c4f57205355424d4152494e45',
    actual: async () => {
      const decrypter = new Decrypter()
      decrypter.addIdentity('AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0')
      return toHex(await decrypter.decryptHeader(ascii(AGE_HEADER)))
    },
  },
]

/** Resolves when every primitive gave the published answer. @throws Error naming the ones that did not. */
export async function selfTest(cases: readonly SelfTestCase[] = SELF_TESTS): Promise<void> {
  const wrong: string[] = []
  for (const test of cases) {
    const actual = await Promise.resolve().then(test.actual).catch((error: unknown) => `failed: ${String(error)}`)
    if (actual !== test.expected) wrong.push(`${test.name} (${test.source}): ${actual}`)
  }
  if (wrong.length > 0) throw new Error(`cryptographic self-test failed: ${wrong.join('; ')}`)
}
