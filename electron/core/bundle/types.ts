import type { BundleEnvelope, BundleSender, BundleType, EnvelopeItem } from '#shared/bundle/envelope'
import type { Payloads, PayloadType } from '#shared/bundle/payloads'
import type { StationCard } from '#shared/bundle/station-card'
import type { AppError } from '#shared/errors/app-error'
import type { StationKeys } from '../crypto/station-keys'

/** What making, checking and taking in a bundle pass to each other. */

/** Called with bytes done and bytes in all, about every megabyte. */
export type Progress = (done: number, total: number) => void

export interface TaskOptions {
  /** Aborting makes the call throw AppError general.cancelled; nothing half-done is kept. */
  signal?: AbortSignal
  onProgress?: Progress
}

export type AttachmentType = 'jpg' | 'png' | 'pdf'

/** An attachment to go into a bundle; read twice at most, in pieces. */
export interface BundleFile {
  sha256: string
  size: number
  type: AttachmentType
  /** Shown when the bytes are not the declared ones. */
  name?: string
  read(): AsyncIterable<Uint8Array>
}

/** A document to go into a bundle; its bytes become `data/applications/<applicationId>.json`. */
export interface BundleDocument extends Omit<EnvelopeItem, 'contentSha256'> {
  /** `ApplicationPayload`, `DecisionPayload` or `ReceiptPayload`; serialized once, here. */
  payload: object
}

export interface EnvelopeParts {
  type: BundleType
  /** UUIDv7. */
  bundleId: string
  /** Station id, name, role and region; keys and epoch are filled in from `signer`. */
  sender: Pick<StationCard, 'stationId' | 'name' | 'role' | 'region'>
  /** Counts from 1, rises by one per sender and recipient. */
  seq: number
  /** `bundleSha256` of the bundle before it to the same recipient. */
  prevBundleSha256: string | null
  /** ISO 8601, UTC. */
  createdAt: string
  /** Default: the only part. */
  part?: BundleEnvelope['part']
  supersedes?: BundleEnvelope['supersedes']
  withdrawals?: BundleEnvelope['withdrawals']
}

export interface WriteBundleRequest extends TaskOptions {
  envelope: EnvelopeParts
  items: readonly BundleDocument[]
  /** Files with the same sha256 and type are put in once. */
  files: readonly BundleFile[]
  /** The addressed station first; a recovery recipient may follow. */
  recipients: readonly Pick<StationCard, 'stationId' | 'publicKey' | 'recipient'>[]
  signer: StationKeys
  /** Absolute path of the file to be made; must not exist yet. */
  target: string
}

export interface WrittenBundle {
  path: string
  size: number
  /** Of the file, lower-case hex: the `bundleSha256` of ledger, chain and receipts. */
  sha256: string
  bundleId: string
  envelope: BundleEnvelope
}

/** A station whose key this one knows, from its card, a trust list or an earlier confirmed bundle. */
export interface KnownStation {
  stationId: string
  name: string
  /** Minisign public key lines, every epoch that may still sign. */
  keys: readonly { publicKey: string; epoch: number; revoked?: { lastGoodSeq: number } }[]
}

/**
 * Looks into an attachment's content (pictures and PDF as bundle.md §6 asks) and returns why it is refused, or undefined.
 * Called in pass 1 for every file with its whole bytes (at most 5 MB).
 */
export type InspectAttachment = (bytes: Uint8Array, type: AttachmentType) => AppError | undefined | Promise<AppError | undefined>

export interface CheckBundleOptions extends TaskOptions {
  /** age identities of this station, the current one and those of past epochs. */
  identities: readonly string[]
  knownStations: readonly KnownStation[]
  inspect?: InspectAttachment
}

export type SenderStanding = 'known' | 'unknown'

export interface CheckedSender extends BundleSender {
  /** `known`: signed by a key this station knew; `unknown`: signed by the key the bundle itself names, to be compared. */
  standing: SenderStanding
  /** Six groups of five digits. */
  fingerprint: string
}

export interface CheckedItem<P = Payloads[PayloadType]> {
  item: EnvelopeItem
  /** The document as signed. */
  bytes: Uint8Array
  /** Set unless `refusal` is, or the bundle type's documents are not known to this version. */
  payload?: P
  /** Why this item must be set aside; the others are unaffected. */
  refusal?: AppError
}

export interface CheckedFile {
  sha256: string
  type: AttachmentType
  size: number
  /** Why the content is not accepted; every item that refers to it is refused too. */
  refusal?: AppError
}

/** The outcome of pass 1; nothing was written anywhere. */
export interface CheckedBundle {
  path: string
  /** Bytes of the file. */
  size: number
  /** SHA-256 of the file. */
  bundleSha256: string
  envelope: BundleEnvelope
  sender: CheckedSender
  items: CheckedItem[]
  files: CheckedFile[]
  /** As signed: `beian1 <type> <bundleId> seq=<n> to=<keyIds>`. */
  trustedComment: string
  /** Names and sizes in archive order, for listings. */
  entries: readonly { name: string; size: number }[]
}

/** Takes one attachment's bytes in pass 2; usually `store.attachments.add`. Must read `source` to its end. */
export type FileSink = (file: CheckedFile, source: AsyncIterable<Uint8Array>) => Promise<void>
