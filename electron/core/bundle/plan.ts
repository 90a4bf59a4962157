import { FORMAT, parseEnvelope, type BundleEnvelope } from '#shared/bundle/envelope'
import { MAX_ATTACHMENT_BYTES, MAX_BUNDLE_BYTES, MAX_ENTRIES, MAX_ITEMS, MAX_JSON_BYTES } from '#shared/bundle/limits'
import {
  BAG_INFO, BAGIT, documentName, ENVELOPE, fileName, MANIFEST, SIGNATURE, TAG_MANIFEST,
} from '#shared/bundle/names'
import { AppError } from '#shared/errors/app-error'
import { sha256Hex } from '../crypto/crypto-suite'
import { keyIdBytes, keyIdText, parsePublicKey, signMinisign } from '../crypto/minisign'
import { signingSeed } from '../crypto/station-keys'
import { bagInfoText, BAGIT_TEXT, manifestText } from './bag'
import { checkDocuments } from './items'
import { parseJsonBytes } from './json-bytes'
import { trustedComment } from './trusted-comment'
import type { BundleDocument, BundleFile, WriteBundleRequest } from './types'
import { archiveSize } from './zip-canonical'

/** An entry of the archive to be written: small ones by their bytes, attachments by where they come from. */
export type PlannedEntry = { name: string; size: number } & ({ bytes: Uint8Array; file?: undefined } | { bytes?: undefined; file: BundleFile })

export interface BundlePlan {
  envelope: BundleEnvelope
  /** In archive order: tag files, envelope, documents, attachments. */
  entries: PlannedEntry[]
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Bytes of a document: what is hashed, signed and never serialized again. */
export const documentBytes = (payload: object): Uint8Array => utf8(`${JSON.stringify(payload)}\n`)

/**
 * Everything of a bundle but the attachments' bytes: documents serialized, envelope filled in, manifests made and signed.
 * @throws AppError bundle.tooManyItems, tooBig, itemTooBig, recipientInvalid, attachment.tooLarge
 */
export function planBundle(request: WriteBundleRequest): BundlePlan {
  checkLimits(request)
  const documents = request.items.map((item) => plannedDocument(item))
  const files = distinctFiles(request.files)
  const envelope = makeEnvelope(request, documents, files)
  const envelopeEntry = plannedText(ENVELOPE, `${JSON.stringify(envelope)}\n`)
  const payload: PlannedEntry[] = [envelopeEntry, ...documents.map((document) => document.entry), ...files]
  const entries = [...tagEntries(request, envelope, payload), ...payload]
  checkSize(entries)
  return { envelope, entries }
}

function checkLimits(request: WriteBundleRequest): void {
  const count = request.items.length
  if (count > MAX_ITEMS) throw new AppError('bundle.tooManyItems', { params: { max: MAX_ITEMS, count } })
  for (const file of request.files) {
    if (file.size > MAX_ATTACHMENT_BYTES) throw new AppError('attachment.tooLarge', { params: { size: megabytes(file.size) } })
  }
}

function checkSize(entries: readonly PlannedEntry[]): void {
  checkDocuments(entries)
  const size = archiveSize(entries)
  if (entries.length > MAX_ENTRIES) throw new AppError('bundle.tooManyEntries', { params: { count: entries.length, max: MAX_ENTRIES } })
  // age adds a header and 16 bytes to every 64 KiB; a percent is more than that.
  if (size * 1.01 > MAX_BUNDLE_BYTES) throw new AppError('bundle.tooBig', { params: { size: megabytes(size), max: megabytes(MAX_BUNDLE_BYTES) } })
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)}MB`

const plannedText = (name: string, text: string): PlannedEntry & { bytes: Uint8Array } => {
  const bytes = utf8(text)
  return { name, size: bytes.length, bytes }
}

interface PlannedDocument {
  item: BundleDocument
  entry: PlannedEntry
  sha256: string
}

function plannedDocument(item: BundleDocument): PlannedDocument {
  const bytes = documentBytes(item.payload)
  if (bytes.length > MAX_JSON_BYTES) throw new AppError('bundle.itemTooBig', { params: { problem: '超过 1MB' } })
  try {
    // What a receiver would refuse must not leave this station.
    parseJsonBytes(bytes)
  } catch (error) {
    throw error instanceof AppError ? new AppError('bundle.itemTooBig', { params: { problem: error.message }, cause: error }) : error
  }
  return { item, entry: { name: documentName(item.applicationId), size: bytes.length, bytes }, sha256: sha256Hex(bytes) }
}

function distinctFiles(files: readonly BundleFile[]): PlannedEntry[] {
  const byName = new Map(files.map((file) => [fileName(file), file]))
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, file]) => ({ name, size: file.size, file }))
}

function makeEnvelope(request: WriteBundleRequest, documents: readonly PlannedDocument[], files: readonly PlannedEntry[]): BundleEnvelope {
  const { envelope: parts, signer } = request
  const bytes = [...documents.map((document) => document.entry), ...files].reduce((sum, entry) => sum + entry.size, 0)
  const envelope: BundleEnvelope = {
    format: FORMAT, minReader: 1, critical: [], type: parts.type, bundleId: parts.bundleId,
    sender: { ...pickSender(parts.sender), keyId: signer.keyId, epoch: signer.epoch, recipient: signer.recipient, publicKey: signer.publicKey },
    recipients: request.recipients.map((recipient) => {
      const key = parsePublicKey(recipient.publicKey)
      if (!key) throw new AppError('bundle.recipientInvalid')
      return { stationId: recipient.stationId, keyId: keyIdText(key.id), recipient: recipient.recipient }
    }),
    seq: parts.seq, prevBundleSha256: parts.prevBundleSha256, createdAt: parts.createdAt,
    part: parts.part ?? { i: 1, n: 1, groupId: parts.bundleId },
    items: documents.map(({ item, sha256 }) => envelopeItem(item, sha256)),
    supersedes: parts.supersedes ?? [], withdrawals: parts.withdrawals ?? [],
    counts: { items: documents.length, files: files.length, bytes },
  }
  // The reader's own check: a bundle that this program would refuse must not be made.
  return parseEnvelope(JSON.parse(JSON.stringify(envelope)))
}

const pickSender = ({ stationId, name, role, region }: WriteBundleRequest['envelope']['sender']) =>
  ({ stationId, name, role, region: { code: region.code, name: region.name } })

const envelopeItem = ({ applicationId, businessType, revision, schemaVersion, basedOn }: BundleDocument, contentSha256: string) =>
  ({ applicationId, businessType, revision, contentSha256, schemaVersion, ...(basedOn ? { basedOn } : {}) })

function tagEntries(request: WriteBundleRequest, envelope: BundleEnvelope, payload: readonly PlannedEntry[]): PlannedEntry[] {
  const digestOf = (entry: PlannedEntry): string => (entry.bytes ? sha256Hex(entry.bytes) : entry.file.sha256)
  const bytes = payload.reduce((sum, entry) => sum + entry.size, 0)
  const info = { bundleId: envelope.bundleId, date: envelope.createdAt.slice(0, 10), bytes, files: payload.length }
  const bagit = plannedText(BAGIT, BAGIT_TEXT)
  const bagInfo = plannedText(BAG_INFO, bagInfoText(info))
  const manifest = plannedText(MANIFEST, manifestText(new Map(payload.map((entry) => [entry.name, digestOf(entry)]))))
  const tagManifest = plannedText(TAG_MANIFEST, manifestText(new Map([bagit, bagInfo, manifest].map((entry) => [entry.name, digestOf(entry)]))))
  const { signer } = request
  const signature = signMinisign(signingSeed(signer), keyIdBytes(signer.keyId), tagManifest.bytes, trustedComment(envelope))
  return [bagit, bagInfo, manifest, tagManifest, plannedText(SIGNATURE, signature)]
}
