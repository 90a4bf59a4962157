import { createHash } from 'node:crypto'
import { open, readFile, writeFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { AgeFile, AgeSealer } from '#core/bundle/age'
import { bagInfoText, BAGIT_TEXT, manifestText } from '#core/bundle/bag'
import { trustedComment } from '#core/bundle/trusted-comment'
import { keyIdBytes, signMinisign } from '#core/crypto/minisign'
import { signingSeed, type StationKeys } from '#core/crypto/station-keys'
import type { BundleEnvelope } from '#shared/bundle/envelope'
import { writeBundle } from '#core/bundle/writer'
import type { TestStation, RequestChange } from './bundle-kit'
import { requestOf } from './bundle-kit'

/** Takes good bundles apart and puts them together wrongly: one fault at a time, everything around it right. */

export interface RawEntry {
  name: string | Buffer
  data: Uint8Array
  /** Writes over fields of the local header, by offset. */
  local?: (header: Buffer) => void
  central?: (header: Buffer) => void
  localExtra?: Buffer
  centralExtra?: Buffer
  comment?: Buffer
  /** Bytes put before the local header. */
  before?: Buffer
  /** Bytes put after the data. */
  after?: Buffer
  /** In the archive but not in the directory. */
  hidden?: boolean
  /** In the directory but not in the archive; points at the offset of the entry with this name. */
  aliasOf?: string
}

export interface RawOptions {
  prefix?: Buffer
  /** Between the last entry and the directory. */
  beforeDirectory?: Buffer
  afterDirectory?: Buffer
  end?: (record: Buffer) => void
  suffix?: Buffer
  /** Directory order. */
  order?: (headers: Buffer[]) => Buffer[]
}

const rawName = (name: string | Buffer): Buffer => (typeof name === 'string' ? Buffer.from(name) : name)

function shared(header: Buffer, at: number, entry: RawEntry, extra: Buffer): void {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(0x0800, at + 2)
  header.writeUInt16LE(0x0021, at + 8)
  header.writeUInt32LE(crc32(entry.data), at + 10)
  header.writeUInt32LE(entry.data.length, at + 14)
  header.writeUInt32LE(entry.data.length, at + 18)
  header.writeUInt16LE(rawName(entry.name).length, at + 22)
  header.writeUInt16LE(extra.length, at + 24)
}

function localOf(entry: RawEntry): Buffer {
  const extra = entry.localExtra ?? Buffer.alloc(0)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  shared(header, 4, entry, extra)
  entry.local?.(header)
  return Buffer.concat([header, rawName(entry.name), extra])
}

function centralOf(entry: RawEntry, offset: number): Buffer {
  const [extra, comment] = [entry.centralExtra ?? Buffer.alloc(0), entry.comment ?? Buffer.alloc(0)]
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(20, 4)
  shared(header, 6, entry, extra)
  header.writeUInt16LE(comment.length, 32)
  header.writeUInt32LE(offset, 42)
  entry.central?.(header)
  return Buffer.concat([header, rawName(entry.name), extra, comment])
}

/** A ZIP with whatever is wrong with it; with nothing wrong it is the canonical one. */
export function rawZip(entries: readonly RawEntry[], options: RawOptions = {}): Buffer {
  const parts: Buffer[] = [options.prefix ?? Buffer.alloc(0)]
  const offsets = new Map<string, number>()
  const headers: Buffer[] = []
  const length = (): number => parts.reduce((sum, part) => sum + part.length, 0)
  for (const entry of entries) {
    if (entry.aliasOf !== undefined) {
      headers.push(centralOf(entry, offsets.get(entry.aliasOf) ?? 0))
      continue
    }
    if (entry.before) parts.push(entry.before)
    const offset = length()
    offsets.set(String(entry.name), offset)
    parts.push(localOf(entry), Buffer.from(entry.data), entry.after ?? Buffer.alloc(0))
    if (!entry.hidden) headers.push(centralOf(entry, offset))
  }
  if (options.beforeDirectory) parts.push(options.beforeDirectory)
  const offset = length()
  const directory = Buffer.concat(options.order ? options.order(headers) : headers)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(headers.length, 8)
  end.writeUInt16LE(headers.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  options.end?.(end)
  return Buffer.concat([...parts, directory, options.afterDirectory ?? Buffer.alloc(0), end, options.suffix ?? Buffer.alloc(0)])
}

/** Plaintext of a bundle file. */
export async function plainOf(path: string, identity: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const age = await AgeFile.open(file, (await file.stat()).size, [identity])
    return Buffer.from(await age.readAt(0, age.size))
  } finally {
    await file.close()
  }
}

/** Encrypts any bytes as a bundle file. */
export async function sealPlain(path: string, plain: Uint8Array, recipients: readonly string[]): Promise<void> {
  const parts: Uint8Array[] = []
  const sealer = await AgeSealer.create(recipients, async (sealed) => void parts.push(sealed.slice()))
  await sealer.write(plain)
  await sealer.end()
  await writeFile(path, Buffer.concat(parts))
}

/** Entries of a canonical archive, in order. */
export function entriesOf(plain: Buffer): RawEntry[] {
  const entries: RawEntry[] = []
  for (let at = 0; plain.readUInt32LE(at) === 0x04034b50;) {
    const [size, nameLength] = [plain.readUInt32LE(at + 22), plain.readUInt16LE(at + 26)]
    const data = at + 30 + nameLength
    entries.push({ name: plain.subarray(at + 30, data).toString(), data: plain.subarray(data, data + size) })
    at = data + size
  }
  return entries
}

export const entry = (entries: readonly RawEntry[], name: string): RawEntry => {
  const found = entries.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`no ${name}`)
  return found
}

/** The same entries with one changed. */
export const changing = (entries: readonly RawEntry[], name: string, change: Partial<RawEntry>): RawEntry[] => {
  entry(entries, name)
  return entries.map((candidate) => (candidate.name === name ? { ...candidate, ...change } : candidate))
}

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export interface SignOptions {
  keys: StationKeys
  comment?: string
  /** Changes the text of a tag file before what covers it is made. */
  tags?: Partial<Record<'bagit' | 'bagInfo' | 'manifest' | 'tagManifest', (text: string) => string>>
}

/** Tag files made anew and signed over whatever payload there is: the work of a sender who means ill. */
export function resign(payload: readonly RawEntry[], envelope: BundleEnvelope, options: SignOptions): RawEntry[] {
  const change = (tag: 'bagit' | 'bagInfo' | 'manifest' | 'tagManifest', text: string): Uint8Array => bytesOf(options.tags?.[tag]?.(text) ?? text)
  const bytes = payload.reduce((sum, item) => sum + item.data.length, 0)
  const digests = new Map(payload.map((item) => [String(item.name), sha256(item.data)]))
  const bagit = change('bagit', BAGIT_TEXT)
  const bagInfo = change('bagInfo', bagInfoText({ bundleId: envelope.bundleId, date: envelope.createdAt.slice(0, 10), bytes, files: payload.length }))
  const manifest = change('manifest', manifestText(digests))
  const covered = new Map([['bagit.txt', sha256(bagit)], ['bag-info.txt', sha256(bagInfo)], ['manifest-sha256.txt', sha256(manifest)]])
  const tagManifest = change('tagManifest', manifestText(covered))
  const signature = signMinisign(signingSeed(options.keys), keyIdBytes(options.keys.keyId), tagManifest, options.comment ?? trustedComment(envelope))
  const tags: [string, Uint8Array][] = [
    ['bagit.txt', bagit], ['bag-info.txt', bagInfo], ['manifest-sha256.txt', manifest], ['tagmanifest-sha256.txt', tagManifest],
    ['tagmanifest-sha256.txt.minisig', bytesOf(signature)],
  ]
  return [...tags.map(([name, data]) => ({ name, data })), ...payload]
}

export const payloadOf = (entries: readonly RawEntry[]): RawEntry[] => entries.filter((item) => String(item.name).startsWith('data/'))
export const envelopeOf = (entries: readonly RawEntry[]): BundleEnvelope =>
  JSON.parse(Buffer.from(entry(entries, 'data/bundle.json').data).toString()) as BundleEnvelope

/** A good bundle taken apart. */
export async function makeGood(path: string, sender: TestStation, receiver: TestStation, change: RequestChange): Promise<{ file: Buffer; plain: Buffer; entries: RawEntry[] }> {
  await writeBundle(requestOf(sender, receiver, path, change))
  const plain = await plainOf(path, receiver.keys.identity)
  return { file: await readFile(path), plain, entries: entriesOf(plain) }
}
