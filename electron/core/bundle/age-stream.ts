import sodium from 'libsodium-wrappers'

/**
 * The payload of an age file (https://c2sp.org/age#payload): 64 KiB chunks, each sealed with ChaCha20-Poly1305 under a
 * counter nonce whose last byte marks the last chunk. Chunks are independent of each other, so they can be worked on in
 * several threads and read at random. The header comes from `age-encryption` (age-header.ts). The cipher is libsodium's
 * (WebAssembly), three times as fast as JavaScript; native ChaCha20 is missing in Electron's BoringSSL (bundle.md §7).
 */
/** Resolves when the cipher's WebAssembly is there; sealing and opening before that throw. */
export const cipherReady: Promise<void> = sodium.ready

export const CHUNK = 64 * 1024
export const TAG = 16
export const SEALED_CHUNK = CHUNK + TAG
/** Chunks handed to a worker at a time: two megabytes, so that threads seldom wait for each other. */
export const BATCH = 32

function nonce(index: number, last: boolean): Uint8Array {
  const bytes = new Uint8Array(12)
  new DataView(bytes.buffer).setUint32(7, index)
  bytes[11] = last ? 1 : 0
  return bytes
}

/** Length of the plaintext of a payload of `sealed` bytes; undefined when no payload has that length. */
export function plainLength(sealed: number): number | undefined {
  const chunks = chunkCount(sealed)
  const lastChunk = sealed - (chunks - 1) * SEALED_CHUNK
  // Only the chunk of an empty plaintext may itself be empty.
  if (chunks < 1 || lastChunk < TAG || (lastChunk === TAG && chunks > 1)) return undefined
  return sealed - chunks * TAG
}
export const chunkCount = (sealed: number): number => Math.ceil(sealed / SEALED_CHUNK)
export const sealedLength = (plain: number): number => plain + Math.max(1, Math.ceil(plain / CHUNK)) * TAG

/** Seals consecutive chunks from chunk number `first` on into `out`; `last` says that `data` ends the payload. */
export function sealChunks(
  key: Uint8Array, first: number, last: boolean, data: Uint8Array, out: Uint8Array = new Uint8Array(sealedLength(data.length)),
): Uint8Array {
  const sealed = out.subarray(0, sealedLength(data.length))
  const count = Math.max(1, Math.ceil(data.length / CHUNK))
  for (let index = 0; index < count; index++) {
    const chunk = data.subarray(index * CHUNK, (index + 1) * CHUNK)
    const chunkNonce = nonce(first + index, last && index === count - 1)
    sealed.set(sodium.crypto_aead_chacha20poly1305_ietf_encrypt(chunk, null, null, chunkNonce, key), index * SEALED_CHUNK)
  }
  return sealed
}

/** Opens consecutive chunks; gives the number of the chunk that fails authentication instead of throwing. */
export function openChunks(key: Uint8Array, first: number, last: boolean, sealed: Uint8Array): Uint8Array | { failed: number } {
  const count = chunkCount(sealed.length)
  const plain = new Uint8Array(Math.max(0, sealed.length - count * TAG))
  for (let index = 0; index < count; index++) {
    const chunk = sealed.subarray(index * SEALED_CHUNK, (index + 1) * SEALED_CHUNK)
    if (chunk.length < TAG) return { failed: first + index }
    const chunkNonce = nonce(first + index, last && index === count - 1)
    try {
      plain.set(sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, chunk, null, chunkNonce, key), index * CHUNK)
    } catch {
      return { failed: first + index }
    }
  }
  return plain
}
