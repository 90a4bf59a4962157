import { mixed, type InferType } from 'yup'
import { BUNDLE_TYPES } from '../contract/handover.contract'
import { id, listOf, oneOf, region, sha256, shape, text, whole } from '../contract/schema'
import { STATION_ROLES } from '../filing/types'
import { AppError } from '../errors/app-error'
import { fieldErrorsOf } from './field-errors'
import { MAX_ITEMS, MAX_RECIPIENTS } from './limits'

/** `data/bundle.json`, the envelope of format 1 (bundle.md §2). */

/** The format this program writes. */
export const FORMAT = 1
/** The newest `minReader` this program satisfies. */
export const READER = 1
/** Names a bundle may list under `critical` that this reader understands; none in format 1. */
export const KNOWN_CRITICAL: readonly string[] = []

export type BundleType = (typeof BUNDLE_TYPES)[number]

/** UUIDv7 in lower case. */
export const bundleIdSchema = () =>
  text(36).matches(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, '交接包编号格式不正确')
/** ISO 8601 instant in UTC, as `Date.toISOString` writes it. */
export const instantSchema = () => text(30).matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/, '时间格式不正确')
/** Minisign key id as the minisign command shows it: 16 hex digits in upper case. */
export const keyIdSchema = () => text(16).matches(/^[0-9A-F]{16}$/, '密钥编号格式不正确')
/** Minisign public key: the base64 line alone. */
export const publicKeySchema = () => text(56).matches(/^[A-Za-z0-9+/]{56}$/, '签名公钥格式不正确')
/** age X25519 recipient. */
export const recipientSchema = () => text(62).matches(/^age1[02-9ac-hj-np-z]{58}$/, '接收公钥格式不正确')
export const epochSchema = () => whole(1, 1_000_000)
/** `subject.create`, `website.change`, …; `receipt` in a receipt. */
const kindSchema = () => text(60).matches(/^[A-Za-z]+(\.[A-Za-z]+)?$/, '业务类型格式不正确')

export const senderSchema = () =>
  shape({
    stationId: id(), keyId: keyIdSchema(), epoch: epochSchema(), name: text(60), role: oneOf(STATION_ROLES), region: region(), recipient: recipientSchema(),
    /** The sender's minisign public key, so that a first bundle can be checked and its fingerprint shown (bundle.md §3). */
    publicKey: publicKeySchema(),
  })

const addressee = () => shape({ stationId: id(), keyId: keyIdSchema(), recipient: recipientSchema() })

const itemSchema = () =>
  shape({
    /** In a receipt: the id of the bundle it answers. */
    applicationId: id(), businessType: kindSchema(), revision: whole(1, 1_000_000),
    /** Of the document `data/applications/<applicationId>.json`, byte for byte. */
    contentSha256: sha256(), schemaVersion: whole(1, 1_000_000),
    /** What this document answers or replaces: in a decision, the contentSha256 of the application decided on. */
    basedOn: sha256().optional().nullable(),
  })

const revisionRef = () => shape({ applicationId: id(), revision: whole(1, 1_000_000) })

export const envelopeSchema = () =>
  shape({
    format: whole(1, 1), minReader: whole(1, READER), critical: listOf(text(60), 20),
    type: oneOf(BUNDLE_TYPES), bundleId: bundleIdSchema(),
    sender: senderSchema(), recipients: listOf(addressee(), MAX_RECIPIENTS).min(1, '没有写明接收站点'),
    seq: whole(1), prevBundleSha256: sha256().nullable().defined(), createdAt: instantSchema(),
    part: shape({ i: whole(1, 10_000), n: whole(1, 10_000), groupId: id() }),
    items: listOf(itemSchema(), MAX_ITEMS),
    /** Revisions this bundle replaces although they were handed over before. */
    supersedes: listOf(revisionRef(), MAX_ITEMS),
    /** Applications taken back by the applicant after they were handed over. */
    withdrawals: listOf(revisionRef().shape({ withdrawnAt: instantSchema() }), MAX_ITEMS),
    counts: shape({ items: whole(), files: whole(), bytes: whole() }),
    /** Additions of later writers that a reader may pass over, unless `critical` names them. */
    extensions: mixed<Record<string, unknown>>((value): value is Record<string, unknown> =>
      typeof value === 'object' && value !== null && !Array.isArray(value)).optional(),
  })

export type BundleEnvelope = InferType<ReturnType<typeof envelopeSchema>>
export type BundleSender = BundleEnvelope['sender']
export type BundleAddressee = BundleEnvelope['recipients'][number]
export type EnvelopeItem = BundleEnvelope['items'][number]
export type EnvelopeWithdrawal = BundleEnvelope['withdrawals'][number]

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Checks a parsed `data/bundle.json`. What makes it unreadable for this program is said before what is wrong inside.
 * @throws AppError bundle.formatUnknown, bundle.readerTooOld, bundle.criticalUnknown, bundle.envelopeInvalid (with field paths)
 */
export function parseEnvelope(value: unknown): BundleEnvelope {
  if (!isObject(value)) throw new AppError('bundle.envelopeInvalid', { params: { problem: '不是一个对象' } })
  const { format, minReader, critical } = value
  if (typeof minReader === 'number' && minReader > READER) throw new AppError('bundle.readerTooOld', { params: { needed: String(minReader) } })
  if (format !== FORMAT) throw new AppError('bundle.formatUnknown', { params: { format: String(format).slice(0, 20) } })
  if (Array.isArray(critical)) {
    const unknown = critical.find((name) => !KNOWN_CRITICAL.includes(name as string))
    if (unknown !== undefined) throw new AppError('bundle.criticalUnknown', { params: { name: String(unknown).slice(0, 60) } })
  }
  try {
    const envelope = envelopeSchema().validateSync(value, { abortEarly: false })
    checkConsistency(envelope)
    return envelope
  } catch (error) {
    const fields = fieldErrorsOf(error)
    if (!fields) throw error
    throw new AppError('bundle.envelopeInvalid', { params: { problem: Object.entries(fields)[0]?.join(' ') ?? '' }, fields, cause: error })
  }
}

function checkConsistency(envelope: BundleEnvelope): void {
  const problem = inconsistency(envelope)
  if (problem) throw new AppError('bundle.envelopeInvalid', { params: { problem } })
}

function inconsistency(envelope: BundleEnvelope): string | undefined {
  const ids = new Set(envelope.items.map((item) => item.applicationId))
  if (ids.size !== envelope.items.length) return 'items 有重复的编号'
  if (envelope.counts.items !== envelope.items.length) return 'counts.items 与 items 不符'
  const withdrawn = new Set([...ids, ...envelope.withdrawals.map((withdrawal) => withdrawal.applicationId)])
  if (withdrawn.size !== ids.size + envelope.withdrawals.length) return 'withdrawals 有重复的编号'
  if (withdrawn.size > MAX_ITEMS) return 'items 与 withdrawals 过多'
  if (envelope.part.i > envelope.part.n) return 'part 序号大于总数'
  return undefined
}

