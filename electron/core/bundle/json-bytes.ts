import { DOCUMENT_LIMITS, parseStrictJson, type JsonLimits, type JsonValue } from '#shared/bundle/strict-json'
import { MAX_ENVELOPE_BYTES, MAX_ENVELOPE_KEYS, MAX_JSON_DEPTH } from '#shared/bundle/limits'
import { AppError } from '#shared/errors/app-error'

/** `data/bundle.json` lists every item, so it may hold more keys than one document. */
export const ENVELOPE_LIMITS: JsonLimits = { bytes: MAX_ENVELOPE_BYTES, depth: MAX_JSON_DEPTH, keys: MAX_ENVELOPE_KEYS }

/** UTF-8 text, or undefined for bytes that are none; a byte order mark stays in the text. */
export function fatalUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * Strict JSON from bytes; the size is looked at before anything is decoded.
 * @throws AppError bundle.jsonTooLarge, jsonEncoding and those of parseStrictJson
 */
export function parseJsonBytes(bytes: Uint8Array, limits: JsonLimits = DOCUMENT_LIMITS): JsonValue {
  if (bytes.length > limits.bytes) throw new AppError('bundle.jsonTooLarge')
  const text = fatalUtf8(bytes)
  if (text === undefined) throw new AppError('bundle.jsonEncoding')
  return parseStrictJson(text, limits)
}
