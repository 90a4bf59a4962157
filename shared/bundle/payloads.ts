import type { InferType } from 'yup'
import { finding } from '../contract/filing.contract'
import { attachmentRef, flag, formValues, id, listOf, nullableText, oneOf, sha256, shape, text, textByKey, whole } from '../contract/schema'
import { AppError } from '../errors/app-error'
import { bundleIdSchema, instantSchema, type BundleType } from './envelope'
import { fieldErrorsOf } from './field-errors'

/** The documents inside a bundle, `data/applications/<id>.json`, by bundle type (bundle.md §1, §4). */

/** Version of the shapes below; raised with every change a reader must know of. */
export const PAYLOAD_VERSION = 1

export const DECISION_OUTCOMES = ['approved', 'rejected', 'returned'] as const
export type DecisionOutcome = (typeof DECISION_OUTCOMES)[number]
export const RECEIPT_OUTCOMES = ['taken', 'setAside'] as const
export type ReceiptOutcome = (typeof RECEIPT_OUTCOMES)[number]

/** One revision of one application, as it was submitted. */
export const applicationPayloadSchema = () =>
  shape({
    applicationId: id(), businessType: text(60), revision: whole(1, 1_000_000), schemaVersion: whole(1, 1_000_000),
    subjectId: id(), assetId: id().nullable().defined(),
    submittedAt: instantSchema(), submittedBy: shape({ accountId: id(), name: text(60) }),
    /** The form's values; the receiving service validates them by the form's own derived schema. */
    record: formValues(),
    /** The subject's form as it stood then, for asset applications. */
    subjectRecord: formValues().nullable().defined(),
    /** What the pre-checks found, and the reasons given, by finding key (domain.md §7). */
    prechecks: shape({ findings: listOf(finding(), 300), reasons: textByKey() }),
    /** How the responsible person was verified (domain.md §3.9). */
    verification: shape({ method: oneOf(['local', 'totp']) }).nullable().default(undefined).defined(),
    /** When the notice was read and ticked (domain.md §3.3). */
    acknowledgedAt: instantSchema().nullable().defined(),
    /** contentSha256 of the filed data a change starts from. */
    basedOn: sha256().nullable().defined(),
    attachments: listOf(attachmentRef(), 1000),
    /** contentSha256 of the revision before this one. */
    previousRevisionSha256: sha256().nullable().defined(),
  })

/** What the review station decided on one revision of one application. */
export const decisionPayloadSchema = () =>
  shape({
    applicationId: id(), revision: whole(1, 1_000_000),
    /** contentSha256 of the application document decided on; the decision applies to nothing else. */
    basedOn: sha256(),
    outcome: oneOf(DECISION_OUTCOMES),
    opinions: listOf(shape({ path: text(200), label: text(200), text: text(1000) }), 300),
    remark: nullableText(),
    /** As issued, e.g. 京公网安备11000002000001号. */
    filingNumber: text(60).nullable().defined(),
    /** The number is a demonstration (domain.md §10). */
    demo: flag(),
    decidedAt: instantSchema(), reviewer: shape({ name: text(60) }), station: shape({ id: id(), name: text(60) }),
  })

/** Proof that a station took a bundle in. */
export const receiptPayloadSchema = () =>
  shape({
    bundleId: bundleIdSchema(), bundleSha256: sha256(),
    items: listOf(shape({
      applicationId: id(), revision: whole(1, 1_000_000), outcome: oneOf(RECEIPT_OUTCOMES),
      /** Why it was set aside, one sentence. */
      reason: text(500).optional(),
    }), 1000),
    receivedAt: instantSchema(),
    /** 4×4 characters both screens show: `XXXX-XXXX-XXXX-XXXX`. */
    checkCode: text(19).matches(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/, '回执校验码格式不正确'),
  })

export type ApplicationPayload = InferType<ReturnType<typeof applicationPayloadSchema>>
export type DecisionPayload = InferType<ReturnType<typeof decisionPayloadSchema>>
export type ReceiptPayload = InferType<ReturnType<typeof receiptPayloadSchema>>

/** The document schema of each bundle type that carries documents this version understands. */
export interface Payloads {
  'application-batch': ApplicationPayload
  'decision-batch': DecisionPayload
  receipt: ReceiptPayload
}
export type PayloadType = keyof Payloads

// Built once: building a schema costs more than checking a document with it.
const SCHEMAS = {
  'application-batch': applicationPayloadSchema(), 'decision-batch': decisionPayloadSchema(), receipt: receiptPayloadSchema(),
} as const

export const hasPayloads = (type: BundleType): type is PayloadType => Object.hasOwn(SCHEMAS, type)

/**
 * Checks a parsed document against the schema of its bundle's type; what comes back is the same value.
 * @throws AppError bundle.itemInvalid with field paths
 */
export function parsePayload<T extends PayloadType>(type: T, value: unknown): Payloads[T] {
  try {
    return SCHEMAS[type].validateSync(value, { abortEarly: false }) as Payloads[T]
  } catch (error) {
    const fields = fieldErrorsOf(error)
    if (!fields) throw error
    throw new AppError('bundle.itemInvalid', { params: { problem: Object.entries(fields)[0]?.join(' ') ?? '' }, fields, cause: error })
  }
}

/** SHA-256 of every attachment a document refers to. */
export function attachmentsOf(type: PayloadType, payload: Payloads[PayloadType]): ApplicationPayload['attachments'] {
  return type === 'application-batch' ? (payload as ApplicationPayload).attachments : []
}
