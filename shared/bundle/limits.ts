/** Limits of the bundle, format 1 (bundle.md §5); every one has its own error in `shared/errors/bundle.errors.ts`. */

/** Bytes of one attachment. */
export const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024
/** Bytes of one JSON document in the bundle (an application, a decision, a receipt). */
export const MAX_JSON_BYTES = 1024 * 1024
/** Nesting of arrays and objects in JSON. */
export const MAX_JSON_DEPTH = 32
/** Keys of all objects of one JSON document together. */
export const MAX_JSON_KEYS = 2000
/** Bytes of the whole `.beian` file, encrypted. */
export const MAX_BUNDLE_BYTES = 512 * 1024 * 1024
/** Documents (applications, decisions, receipts) in one bundle; more are split into parts. */
export const MAX_ITEMS = 1000
/** Bytes of all documents of a bundle together: they are held in memory while it is checked. */
export const MAX_DOCUMENTS_BYTES = 128 * 1024 * 1024
/** Files in the archive. */
export const MAX_ENTRIES = 20_000
/** Stations one bundle may be addressed to: the addressed station and an optional recovery recipient. */
export const MAX_RECIPIENTS = 2
/**
 * Bytes and keys of `data/bundle.json`: it lists up to MAX_ITEMS items of a handful of keys each, so the limits of a
 * single application would be too small for it.
 */
export const MAX_ENVELOPE_BYTES = 1024 * 1024
export const MAX_ENVELOPE_KEYS = 20_000
/** Bytes of each tag file: a manifest line is at most 64 + 2 + 80 bytes. */
export const MAX_MANIFEST_BYTES = MAX_ENTRIES * 160
export const MAX_SMALL_TAG_BYTES = 4096
/** Bytes of the age header: a version line, MAX_RECIPIENTS stanzas and the MAC; generous for other recipient types. */
export const MAX_AGE_HEADER_BYTES = 8192
/** Bytes of the text of a receipt's QR code (bundle.md §4). */
export const MAX_RECEIPT_QR_BYTES = 2048
/** Bytes of a station card file. */
export const MAX_CARD_BYTES = 20_000
