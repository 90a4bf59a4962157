import { identityToRecipient } from 'age-encryption'
import { parseEnvelope, type BundleEnvelope } from '#shared/bundle/envelope'
import { ENVELOPE, fileName, FILE_NAME, MANIFEST, SIGNATURE, TAG_FILES, TAG_MANIFEST, BAG_INFO, BAGIT } from '#shared/bundle/names'
import { AppError } from '#shared/errors/app-error'
import { checkArchive, streamEntries, withBundle, type OpenBundle, type WalkedEntry } from './archive'
import { checkBagInfo, checkBagit, checkManifest, COVERED_TAGS, parseManifest } from './bag'
import { checkDocuments, checkItems } from './items'
import { ENVELOPE_LIMITS, parseJsonBytes } from './json-bytes'
import { checkAddressed, checkSender } from './sender'
import type { AttachmentType, CheckBundleOptions, CheckedBundle, CheckedFile, FileSink, TaskOptions } from './types'

/**
 * Pass 1 (bundle.md §4): decrypts as a stream, checks everything, writes nothing. What is wrong with the file, the
 * archive, the bag, the signature or the envelope refuses the whole bundle by throwing; what is wrong with one document
 * or attachment is set as `refusal` on the items it concerns.
 * @throws AppError of bundle.errors.ts, station.keyChanged, general.cancelled
 */
export async function checkBundle(path: string, options: CheckBundleOptions): Promise<CheckedBundle> {
  return withBundle(path, options.identities, async (bundle) => {
    requireTags(bundle)
    checkDocuments(bundle.directory.entries)
    const found = await collect(bundle, options)
    const envelope = checkBag(found)
    const signed = checkSender(envelope, found.bytes(TAG_MANIFEST), found.bytes(SIGNATURE), options.knownStations)
    const own = await Promise.all(options.identities.map((identity) => identityToRecipient(identity)))
    checkAddressed(envelope, own, bundle.age.stanzas)
    const files = found.files
    const items = await checkItems(envelope, found.walked, files, options.signal)
    checkCounts(envelope, found)
    return {
      path, size: bundle.size, bundleSha256: found.bundleSha256, envelope, sender: signed.sender, items, files, trustedComment: signed.trustedComment,
      entries: bundle.directory.entries.map(({ name, size }) => ({ name, size })),
    }
  })
}

/** What pass 1 gathered from the archive. */
class Found {
  readonly walked = new Map<string, WalkedEntry>()
  readonly files: CheckedFile[] = []
  bundleSha256 = ''

  /** Content of a kept entry; only asked for names that were required. */
  bytes(name: string): Uint8Array {
    const bytes = this.walked.get(name)?.bytes
    if (!bytes) throw new AppError('bundle.tagMissing', { params: { name } })
    return bytes
  }

  digests(choose: (name: string) => boolean): Map<string, string> {
    return new Map([...this.walked.values()].filter(({ name }) => choose(name)).map(({ name, sha256 }) => [name, sha256]))
  }
}

const isPayload = (name: string): boolean => name.startsWith('data/')

function requireTags(bundle: OpenBundle): void {
  const names = new Set(bundle.directory.entries.map((entry) => entry.name))
  for (const name of [...TAG_FILES, ENVELOPE]) {
    if (names.has(name)) continue
    throw name === SIGNATURE ? new AppError('bundle.signatureMissing') : new AppError('bundle.tagMissing', { params: { name } })
  }
}

async function collect(bundle: OpenBundle, options: CheckBundleOptions): Promise<Found> {
  const found = new Found()
  found.bundleSha256 = await checkArchive(bundle, {
    signal: options.signal, onProgress: options.onProgress,
    keep: (entry) => !FILE_NAME.test(entry.name) || options.inspect !== undefined,
    onEntry: async (entry) => {
      const file = FILE_NAME.exec(entry.name)
      if (!file) {
        found.walked.set(entry.name, entry)
        return
      }
      if (entry.sha256 !== file[1]) throw new AppError('bundle.fileMisnamed', { params: { name: entry.name } })
      const type = file[2] as AttachmentType
      const refusal = entry.bytes ? await options.inspect?.(entry.bytes, type) : undefined
      found.files.push({ sha256: entry.sha256, type, size: entry.size, ...(refusal ? { refusal } : {}) })
      found.walked.set(entry.name, { name: entry.name, size: entry.size, sha256: entry.sha256 })
    },
  })
  return found
}

/** The bag's own rules, from the outside in; gives the envelope. */
function checkBag(found: Found): BundleEnvelope {
  checkManifest(parseManifest(found.bytes(TAG_MANIFEST)), found.digests((name) => (COVERED_TAGS as readonly string[]).includes(name)))
  checkBagit(found.bytes(BAGIT))
  checkManifest(parseManifest(found.bytes(MANIFEST)), found.digests(isPayload))
  const envelope = parseEnvelope(parseJsonBytes(found.bytes(ENVELOPE), ENVELOPE_LIMITS))
  const payload = [...found.walked.values()].filter(({ name }) => isPayload(name))
  checkBagInfo(found.bytes(BAG_INFO), {
    bundleId: envelope.bundleId, bytes: payload.reduce((sum, entry) => sum + entry.size, 0), files: payload.length,
  })
  return envelope
}

function checkCounts(envelope: BundleEnvelope, found: Found): void {
  const fail = (problem: string): AppError => new AppError('bundle.countsWrong', { params: { problem } })
  if (envelope.counts.files !== found.files.length) throw fail('files')
  const payload = [...found.walked.values()].filter(({ name }) => isPayload(name) && name !== ENVELOPE)
  if (envelope.counts.bytes !== payload.reduce((sum, entry) => sum + entry.size, 0)) throw fail('bytes')
}

/**
 * Pass 2: decrypts the same file again and gives every attachment that pass 1 accepted to `sink` as a stream; each is
 * hashed again, and the file must be the very one pass 1 saw. Call it inside the work that is thrown away on failure.
 * @throws AppError bundle.changedWhileReading, bundle.damaged, general.cancelled, and whatever `sink` throws
 */
export async function extractFiles(
  checked: CheckedBundle, sink: FileSink, options: TaskOptions & { identities: readonly string[]; wanted?: (file: CheckedFile) => boolean },
): Promise<void> {
  const wanted = checked.files.filter((file) => !file.refusal && (options.wanted?.(file) ?? true))
  const byName = new Map(wanted.map((file) => [fileName(file), file]))
  const digests = new Map(wanted.map((file) => [fileName(file), file.sha256]))
  await withBundle(checked.path, options.identities, async (bundle) => {
    const sha256 = await streamEntries(bundle, digests, options, async (name, source) => {
      const file = byName.get(name)
      if (file) await sink(file, source)
    })
    if (sha256 !== checked.bundleSha256) throw new AppError('bundle.changedWhileReading')
  })
}
