import type { BundleEnvelope, EnvelopeItem } from '#shared/bundle/envelope'
import { MAX_DOCUMENTS_BYTES, MAX_ITEMS } from '#shared/bundle/limits'
import { APPLICATION_NAME, documentName, fileName } from '#shared/bundle/names'
import {
  attachmentsOf, hasPayloads, parsePayload, type ApplicationPayload, type DecisionPayload, type Payloads, type PayloadType, type ReceiptPayload,
} from '#shared/bundle/payloads'
import { AppError } from '#shared/errors/app-error'
import type { WalkedEntry } from './archive'
import { parseJsonBytes } from './json-bytes'
import { receiptCheckCode } from './receipt'
import type { CheckedFile, CheckedItem } from './types'

/** Documents checked before the event loop gets its turn; each takes about a millisecond. */
const ITEMS_A_TURN = 10

/**
 * Number and sum of the documents, before any is read.
 * @throws AppError bundle.tooManyItems, documentsTooLarge
 */
export function checkDocuments(entries: readonly { name: string; size: number }[]): void {
  const documents = entries.filter(({ name }) => APPLICATION_NAME.test(name))
  if (documents.length > MAX_ITEMS) throw new AppError('bundle.tooManyItems', { params: { max: MAX_ITEMS, count: documents.length } })
  const bytes = documents.reduce((sum, { size }) => sum + size, 0)
  if (bytes > MAX_DOCUMENTS_BYTES) throw new AppError('bundle.documentsTooLarge', { params: { max: `${MAX_DOCUMENTS_BYTES / 1024 / 1024}MB` } })
}

/**
 * Documents against the envelope. The envelope and the archive must list the same documents with the same digests, or the
 * bundle is refused; what is wrong inside one document refuses that item alone (bundle.md §4).
 * @throws AppError bundle.itemMissing, itemExtra, itemWrong, fileUnused
 */
export async function checkItems(
  envelope: BundleEnvelope, walked: ReadonlyMap<string, WalkedEntry>, files: readonly CheckedFile[], signal?: AbortSignal,
): Promise<CheckedItem[]> {
  const documents = new Map([...walked].filter(([name]) => APPLICATION_NAME.test(name)))
  const byName = new Map(files.map((file) => [fileName(file), file]))
  const used = new Set<string>()
  const items: CheckedItem[] = []
  for (const item of envelope.items) {
    const entry = documents.get(documentName(item.applicationId))
    if (!entry?.bytes) throw new AppError('bundle.itemMissing', { params: { name: item.applicationId } })
    if (entry.sha256 !== item.contentSha256) throw new AppError('bundle.itemWrong', { params: { name: item.applicationId } })
    documents.delete(entry.name)
    items.push(checkItem(envelope.type, item, entry.bytes, byName, used))
    if (items.length % ITEMS_A_TURN === 0) await nextTurn(signal)
  }
  const extra = documents.keys().next().value
  if (extra !== undefined) throw new AppError('bundle.itemExtra', { params: { name: extra } })
  refuseUnused(items, byName, used)
  return items
}

/** Lets the program answer others, and the person cancel. */
async function nextTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  if (signal?.aborted) throw new AppError('general.cancelled')
}

/** A file nobody refers to has no business here; with a refused item one cannot tell what it refers to. */
function refuseUnused(items: readonly CheckedItem[], files: ReadonlyMap<string, CheckedFile>, used: ReadonlySet<string>): void {
  if (items.some((item) => !item.payload)) return
  const unused = [...files.keys()].find((name) => !used.has(name))
  if (unused !== undefined) throw new AppError('bundle.fileUnused', { params: { name: unused } })
}

function checkItem(
  type: BundleEnvelope['type'], item: EnvelopeItem, bytes: Uint8Array, files: ReadonlyMap<string, CheckedFile>, used: Set<string>,
): CheckedItem {
  try {
    const value = parseJsonBytes(bytes)
    if (!hasPayloads(type)) return { item, bytes }
    const payload = parsePayload(type, value)
    checkAgainstItem(type, payload, item)
    const refusal = attachmentRefusal(attachmentsOf(type, payload), files, used)
    return { item, bytes, payload, ...(refusal ? { refusal } : {}) }
  } catch (error) {
    if (error instanceof AppError) return { item, bytes, refusal: error }
    throw error
  }
}

type ItemChecks = { [T in PayloadType]: (payload: Payloads[T], item: EnvelopeItem) => string | undefined }
/** The field of a document that contradicts its line in the envelope. */
const ITEM_CHECKS: ItemChecks = {
  'application-batch': (payload: ApplicationPayload, item) =>
    (['applicationId', 'businessType', 'revision', 'schemaVersion'] as const).find((key) => payload[key] !== item[key]),
  'decision-batch': (payload: DecisionPayload, item) => {
    if (payload.applicationId !== item.applicationId) return 'applicationId'
    if (payload.revision !== item.revision) return 'revision'
    return item.basedOn !== payload.basedOn ? 'basedOn' : undefined
  },
  receipt: (payload: ReceiptPayload, item) => {
    if (payload.bundleId !== item.applicationId) return 'bundleId'
    if (payload.checkCode !== receiptCheckCode(payload)) throw new AppError('bundle.receiptWrong')
    return undefined
  },
}

function checkAgainstItem<T extends PayloadType>(type: T, payload: Payloads[T], item: EnvelopeItem): void {
  const field = ITEM_CHECKS[type](payload, item)
  if (field) throw new AppError('bundle.itemInvalid', { params: { problem: `${field} 与信封不符` }, fields: { [field]: '与信封不符' } })
}

function attachmentRefusal(
  refs: ApplicationPayload['attachments'], files: ReadonlyMap<string, CheckedFile>, used: Set<string>,
): AppError | undefined {
  let refusal: AppError | undefined
  for (const ref of refs) {
    const file = files.get(fileName(ref))
    used.add(fileName(ref))
    if (!file) refusal ??= new AppError('bundle.attachmentMissing', { params: { name: ref.name } })
    else if (file.size !== ref.size) refusal ??= new AppError('bundle.attachmentMismatch', { params: { name: ref.name } })
    else if (file.refusal) refusal ??= file.refusal
  }
  return refusal
}
