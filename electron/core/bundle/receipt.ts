import type { ReceiptPayload } from '#shared/bundle/payloads'
import { MAX_RECEIPT_QR_BYTES } from '#shared/bundle/limits'
import { AppError } from '#shared/errors/app-error'
import { ed25519Sign, ed25519Verify, fromBase64, sha256, toBase64 } from '../crypto/crypto-suite'
import { minisignKey, signingSeed, type StationKeys } from '../crypto/station-keys'

/** Receipts: the check code both screens show, and the QR form for when the stick does not come back (bundle.md §4). */

const LABEL = 'beian receipt 1'
const QR_LABEL = 'BEIANR1'
// Crockford's base 32: no I, L, O, U.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export type ReceiptFacts = Pick<ReceiptPayload, 'bundleId' | 'bundleSha256' | 'items' | 'receivedAt'>

/**
 * 4×4 characters (80 bits) over the bundle and what became of each item, in any order of items. The time is not part of
 * it, so that the same receipt handed out again has the same code.
 */
export function receiptCheckCode(receipt: Omit<ReceiptFacts, 'receivedAt'>): string {
  const items = receipt.items.map((item) => `${item.applicationId} ${item.revision} ${item.outcome}`).sort()
  const digest = sha256([LABEL, receipt.bundleId, receipt.bundleSha256, ...items].join('\n'))
  let bits = 0n
  for (const byte of digest.subarray(0, 10)) bits = bits * 256n + BigInt(byte)
  const characters = Array.from({ length: 16 }, (_, index) => ALPHABET[Number((bits >> BigInt(75 - 5 * index)) & 31n)])
  return [0, 4, 8, 12].map((at) => characters.slice(at, at + 4).join('')).join('-')
}

export const makeReceipt = (facts: ReceiptFacts): ReceiptPayload => ({ ...facts, items: facts.items.map((item) => ({ ...item })), checkCode: receiptCheckCode(facts) })

export interface ReceiptQr {
  bundleId: string
  bundleSha256: string
  receivedAt: string
  checkCode: string
  taken: number
  /** Items set aside; all of them when `complete`. */
  setAside: { applicationId: string; revision: number }[]
  setAsideCount: number
  /** The sender can work the whole receipt out of it: what is not listed was taken. */
  complete: boolean
}

/**
 * Text of the QR code, under 2 KB: bundle, digest, time, check code, counts, as many of the set-aside items as fit, and
 * the receiving station's signature.
 */
export function receiptQrText(receipt: ReceiptPayload, keys: StationKeys): string {
  const setAside = receipt.items.filter((item) => item.outcome === 'setAside')
  const head = [
    QR_LABEL, receipt.bundleId, receipt.bundleSha256, receipt.receivedAt, receipt.checkCode, `${receipt.items.length - setAside.length}/${setAside.length}`,
  ]
  const signatureSize = 1 + 88
  const lines = [...head]
  for (const item of setAside) {
    const line = `${item.applicationId} ${item.revision}`
    if ([...lines, line].join('\n').length + signatureSize >= MAX_RECEIPT_QR_BYTES) break
    lines.push(line)
  }
  const text = lines.join('\n')
  return `${text}\n${toBase64(ed25519Sign(signingSeed(keys), new TextEncoder().encode(text)))}`
}

/**
 * Reads and verifies the QR text with the receiving station's public key line.
 * @throws AppError bundle.receiptWrong
 */
export function parseReceiptQr(text: string, publicKey: string): ReceiptQr {
  const lines = text.trim().split('\n')
  const signature = fromBase64(lines.pop() ?? '', 64)
  const [label, bundleId, bundleSha256, receivedAt, checkCode, counts, ...rest] = lines
  const numbers = /^(\d{1,4})\/(\d{1,4})$/.exec(counts ?? '')
  const signed = signature && ed25519Verify(minisignKey(publicKey).publicKey, new TextEncoder().encode(lines.join('\n')), signature)
  if (label !== QR_LABEL || !bundleId || !bundleSha256 || !receivedAt || !checkCode || !numbers || !signed) throw new AppError('bundle.receiptWrong')
  const setAside = rest.map((line) => {
    const [applicationId = '', revision = ''] = line.split(' ')
    return { applicationId, revision: Number(revision) }
  })
  const setAsideCount = Number(numbers[2])
  return { bundleId, bundleSha256, receivedAt, checkCode, taken: Number(numbers[1]), setAside, setAsideCount, complete: setAside.length === setAsideCount }
}
