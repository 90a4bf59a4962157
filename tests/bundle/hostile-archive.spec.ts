import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { ZipReader, Uint8ArrayReader, Uint8ArrayWriter } from '@zip.js/zip.js'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBundle } from '#core/bundle/reader'
import { checkArchive, withBundle } from '#core/bundle/archive'
import { known, makeFile, makeStation, refusalOf, removeFolder, temporaryFolder, type TestStation } from './bundle-kit'
import { changing, entry, makeGood, rawZip, sealPlain, type RawEntry, type RawOptions } from './hostile-kit'

let folder = ''
let sender: TestStation
let receiver: TestStation
let entries: RawEntry[] = []
let plain: Buffer

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[sender, receiver] = await Promise.all([makeStation('申请站', 'applicant'), makeStation('审核站', 'review')])
  ;({ entries, plain } = await makeGood(join(folder, 'good.beian'), sender, receiver, { files: [makeFile(2000), makeFile(300, 'png')] }))
})
afterAll(() => removeFolder(folder))

let counter = 0
async function codeOf(archive: Uint8Array): Promise<string> {
  const path = join(folder, `x${counter++}`)
  await sealPlain(path, archive, [receiver.keys.recipient])
  return refusalOf(() => checkBundle(path, { identities: [receiver.keys.identity], knownStations: [known(sender)] }))
}

/** Names and digests as our reader sees them. */
async function ours(archive: Uint8Array): Promise<Map<string, string>> {
  const path = join(folder, `x${counter++}`)
  await sealPlain(path, archive, [receiver.keys.recipient])
  const found = new Map<string, string>()
  await withBundle(path, [receiver.keys.identity], (bundle) =>
    checkArchive(bundle, { keep: () => false, onEntry: (item) => void found.set(item.name, item.sha256) }))
  return found
}

/** Names and digests as zip.js in its strict mode sees them. */
async function zipJs(archive: Uint8Array): Promise<Map<string, string>> {
  const reader = new ZipReader(new Uint8ArrayReader(new Uint8Array(archive)), { strictness: 'strict', checkSignature: true, checkOverlappingEntry: true, useWebWorkers: false })
  const found = new Map<string, string>()
  for (const item of await reader.getEntries()) {
    if (item.directory || !item.getData) throw new Error('a directory')
    const data = await item.getData(new Uint8ArrayWriter(), { checkSignature: true, checkOverlappingEntry: true, useWebWorkers: false })
    found.set(item.filename, createHash('sha256').update(data).digest('hex'))
  }
  await reader.close()
  return found
}

const JUNK = Buffer.from('junk')
const first = 'bagit.txt'
const extra = (id: number, size = 4): Buffer => {
  const field = Buffer.alloc(4 + size)
  field.writeUInt16LE(id, 0)
  field.writeUInt16LE(size, 2)
  return field
}
const endRecord = (): Buffer => {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  return end
}
const zip64Locator = (): Buffer => {
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  return locator
}
const both = (write: (header: Buffer, at: number) => void): Partial<RawEntry> => ({ local: (header) => write(header, 4), central: (header) => write(header, 6) })
const flag = (bits: number): Partial<RawEntry> => both((header, at) => header.writeUInt16LE(0x0800 | bits, at + 2))

/** A fault: what is changed in the good archive, and the code it must be refused with. */
type Fault = [name: string, code: string, make: () => Buffer]
const changed = (change: Partial<RawEntry>, options?: RawOptions): Buffer => rawZip(changing(entries, first, change), options)
const framed = (options: RawOptions): Buffer => rawZip(entries, options)
const added = (name: string | Buffer, data: Uint8Array = JUNK): Buffer => rawZip([...entries, { name, data }])

const STRUCTURE: Fault[] = [
  ['encrypted flag', 'bundle.zipEncrypted', () => changed(flag(1))],
  ['strong encryption flag', 'bundle.zipEncrypted', () => changed(flag(0x40))],
  ['masked headers flag', 'bundle.zipEncrypted', () => changed(flag(0x2000))],
  ['data descriptor flag', 'bundle.zipDescriptor', () => changed(flag(8))],
  ['another flag', 'bundle.zipFlags', () => changed(flag(2))],
  ['no UTF-8 flag', 'bundle.zipFlags', () => changed(both((header, at) => header.writeUInt16LE(0, at + 2)))],
  ['deflate', 'bundle.zipMethod', () => changed(both((header, at) => header.writeUInt16LE(8, at + 4)))],
  ['zstd', 'bundle.zipMethod', () => changed(both((header, at) => header.writeUInt16LE(93, at + 4)))],
  ['version 45', 'bundle.zipVersion', () => changed(both((header, at) => header.writeUInt16LE(45, at)))],
  ['made by Unix', 'bundle.zipVersion', () => changed({ central: (header) => header.writeUInt16LE(0x0314, 4) })],
  ['a real time', 'bundle.zipTime', () => changed(both((header, at) => header.writeUInt16LE(0x5a6b, at + 8)))],
  ['a symlink', 'bundle.zipAttributes', () => changed({ central: (header) => header.writeUInt32LE(0xa1ff0000, 38) })],
  ['text attribute', 'bundle.zipAttributes', () => changed({ central: (header) => header.writeUInt16LE(1, 36) })],
  ['stored size that differs from the size (ratio bomb)', 'bundle.zipSize', () => changed(both((header, at) => header.writeUInt32LE(0x7fffffff, at + 18)))],
  ['a size beyond the file', 'bundle.zipBomb', () => changed(both((header, at) => {
    header.writeUInt32LE(0x7ffffff0, at + 14)
    header.writeUInt32LE(0x7ffffff0, at + 18)
  }))],
  ['zip64 sizes', 'bundle.zip64', () => changed(both((header, at) => header.writeUInt32LE(0xffffffff, at + 18)))],
  ['zip64 extra', 'bundle.zip64', () => changed({ centralExtra: extra(1, 8) })],
  ['zip64 locator', 'bundle.zip64', () => framed({ afterDirectory: zip64Locator() })],
  ['zip64 count', 'bundle.zip64', () => framed({ end: (end) => end.writeUInt16LE(0xffff, 10) })],
  ['unicode path extra', 'bundle.zipUnicodePath', () => changed({ centralExtra: extra(0x7075) })],
  ['timestamp extra', 'bundle.zipExtra', () => changed({ centralExtra: extra(0x5455) })],
  ['extra in the local header only', 'bundle.zipHidden', () => changed({ localExtra: extra(0x5455) })],
  ['entry comment', 'bundle.zipComment', () => changed({ comment: JUNK })],
  ['archive comment', 'bundle.zipComment', () => framed({ end: (end) => end.writeUInt16LE(4, 20), suffix: JUNK })],
  ['archive comment that is an end record', 'bundle.zipTwoEnds', () => framed({ end: (end) => end.writeUInt16LE(22, 20), suffix: endRecord() })],
  ['leading junk, offsets as they are', 'bundle.zipLeading', () => framed({ prefix: JUNK })],
  ['leading junk, offsets not shifted', 'bundle.zipLeading', () => Buffer.concat([JUNK, plain])],
  ['trailing junk', 'bundle.zipTrailing', () => Buffer.concat([plain, JUNK])],
  ['nothing but junk', 'bundle.zipNoEnd', () => Buffer.alloc(100, 7)],
  ['an empty plaintext', 'bundle.zipNoEnd', () => Buffer.alloc(0)],
  ['an archive without entries', 'bundle.tagMissing', () => rawZip([])],
  ['two archives one after the other', 'bundle.zipTwoEnds', () => Buffer.concat([plain, plain])],
  ['two end records', 'bundle.zipTwoEnds', () => Buffer.concat([plain, plain.subarray(-22)])],
  ['junk between directory and end', 'bundle.zipTrailing', () => framed({ afterDirectory: JUNK })],
  ['junk before the directory', 'bundle.zipHidden', () => framed({ beforeDirectory: JUNK })],
  ['junk between entries', 'bundle.zipHidden', () => changed({ after: JUNK })],
  ['an entry not in the directory', 'bundle.zipHidden', () => rawZip([...entries, { name: 'data/x.exe', data: JUNK, hidden: true }])],
  ['two entries sharing their bytes (overlap)', 'bundle.zipOverlap', () =>
    rawZip([...entries, { ...entry(entries, first), name: `data/files/${'0'.repeat(64)}.jpg`, aliasOf: first }])],
  ['a count too low', 'bundle.zipCount', () => framed({ end: (end) => {
    end.writeUInt16LE(entries.length - 1, 8)
    end.writeUInt16LE(entries.length - 1, 10)
  } })],
  ['a count too high', 'bundle.zipCount', () => framed({ end: (end) => {
    end.writeUInt16LE(entries.length + 1, 8)
    end.writeUInt16LE(entries.length + 1, 10)
  } })],
  ['60,000 entries claimed', 'bundle.tooManyEntries', () => framed({ end: (end) => {
    end.writeUInt16LE(60_000, 8)
    end.writeUInt16LE(60_000, 10)
  } })],
  ['counts that disagree', 'bundle.zipCount', () => framed({ end: (end) => end.writeUInt16LE(1, 8) })],
  ['another disk', 'bundle.zipMultiDisk', () => framed({ end: (end) => end.writeUInt16LE(1, 4) })],
  ['an entry on another disk', 'bundle.zipMultiDisk', () => changed({ central: (header) => header.writeUInt16LE(1, 34) })],
  ['a directory beyond the file', 'bundle.zipBomb', () => framed({ end: (end) => end.writeUInt32LE(0x7fffffff, 16) })],
  ['local CRC differs', 'bundle.zipMismatch', () => changed({ local: (header) => header.writeUInt32LE(1, 14) })],
  ['local size differs', 'bundle.zipSize', () => changed({ local: (header) => header.writeUInt32LE(1, 22) })],
  ['local signature missing', 'bundle.zipMismatch', () => changed({ local: (header) => header.writeUInt32LE(0, 0) })],
  ['CRC wrong in both headers', 'bundle.zipCrc', () => changed(both((header, at) => header.writeUInt32LE(1, at + 10)))],
  ['content changed', 'bundle.zipCrc', () => {
    const copy = Buffer.from(plain)
    copy[40] = copy[40]! ^ 1
    return copy
  }],
  ['directory in another order', 'bundle.zipMismatch', () => framed({ order: (headers) => [...headers].reverse() })],
]

const NAMES: [string, string | Buffer, string][] = [
  ['traversal', '../../evil.txt', 'bundle.nameTraversal'], ['traversal inside', 'data/files/../../x', 'bundle.nameTraversal'], ['dot segment', './x', 'bundle.nameTraversal'],
  ['absolute', '/etc/passwd', 'bundle.nameAbsolute'], ['drive', 'C:/x', 'bundle.nameDrive'], ['drive without slash', 'c:x', 'bundle.nameDrive'],
  ['backslash', 'data\\files\\x', 'bundle.nameBackslash'], ['UNC', '\\\\server\\share\\x', 'bundle.nameUnc'], ['UNC with slashes', '//server/share/x', 'bundle.nameUnc'],
  ['NUL', 'data/bundle.json\u0000.jpg', 'bundle.nameControl'], ['line break', 'data/a\nb', 'bundle.nameControl'], ['right-to-left override', 'data/\u202egpj.exe', 'bundle.nameControl'],
  ['reserved', 'data/CON', 'bundle.nameReserved'], ['reserved with extension', 'data/aux.json', 'bundle.nameReserved'], ['reserved port', 'data/lpt1.txt', 'bundle.nameReserved'],
  ['trailing dot', 'data/x.', 'bundle.nameTrailing'], ['trailing space', 'data/x ', 'bundle.nameTrailing'], ['trailing space in a folder', 'data /x', 'bundle.nameTrailing'],
  ['deep path', `${'a/'.repeat(50)}x`, 'bundle.nameDeep'], ['long name', 'x'.repeat(300), 'bundle.nameDeep'], ['directory entry', 'data/files/', 'bundle.nameDirectory'],
  ['__proto__', 'data/__proto__', 'bundle.nameProto'], ['constructor', 'constructor.json', 'bundle.nameProto'],
  ['fetch.txt', 'fetch.txt', 'bundle.fetchRefused'], ['nested zip', 'data/more.zip', 'bundle.nameNested'], ['nested bundle', 'data/x.beian', 'bundle.nameNested'],
  ['not UTF-8', Buffer.from([0x64, 0xff, 0xfe]), 'bundle.nameEncoding'], ['overlong UTF-8', Buffer.from([0xc0, 0xae, 0xc0, 0xae]), 'bundle.nameEncoding'],
  ['SVG', `data/files/${'0'.repeat(64)}.svg`, 'bundle.nameUnknown'], ['HTML', 'data/x.html', 'bundle.nameUnknown'], ['no name', '', 'bundle.nameUnknown'],
  ['upper-case digest', `data/files/${'A'.repeat(64)}.jpg`, 'bundle.nameUnknown'], ['another tag file', 'manifest-md5.txt', 'bundle.nameUnknown'],
  ['the same name twice', 'bagit.txt', 'bundle.nameDuplicate'], ['another case', 'BagIt.txt', 'bundle.nameCase'],
  ['a file where a folder is', 'data/files', 'bundle.nameClash'], ['a file below a file', 'bagit.txt/x', 'bundle.nameClash'],
]

describe('a hostile archive', () => {
  it('the kit makes the canonical archive when nothing is wrong', async () => {
    expect(rawZip(entries).equals(plain)).toBe(true)
    expect(await codeOf(plain)).toBe('accepted')
  })

  it.each(STRUCTURE)('%s → %s', async (_, code, make) => expect(await codeOf(make())).toBe(code))

  it('a local name that differs → bundle.zipMismatch', async () => {
    const copy = Buffer.from(plain)
    copy.write('bagit.tXt', 30)
    expect(await codeOf(copy)).toBe('bundle.zipMismatch')
  })

  it.each(NAMES)('a name: %s', async (_, name, code) => expect(await codeOf(added(name))).toBe(code))

  it('names that differ only in Unicode form', async () => {
    const [composed, decomposed] = ['data/\u00e9.json', 'data/e\u0301.json'].map((name) => ({ name, data: JUNK }))
    expect(await codeOf(rawZip([...entries, composed!, decomposed!]))).toBe('bundle.nameNormalization')
  })

  it('too large an entry of each kind', async () => {
    const big = (name: string, size: number): Buffer => added(name, new Uint8Array(size))
    expect(await codeOf(big(`data/files/${'0'.repeat(64)}.jpg`, 5 * 1024 * 1024 + 1))).toBe('bundle.entryTooLarge')
    expect(await codeOf(big(`data/applications/${'0'.repeat(36)}.json`, 1024 * 1024 + 1))).toBe('bundle.entryTooLarge')
    expect(await codeOf(rawZip(changing(entries, first, { data: new Uint8Array(5000) })))).toBe('bundle.entryTooLarge')
  })

  it('any change of any byte', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: plain.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const copy = Buffer.from(plain)
      copy[at] = copy[at]! ^ mask
      expect(await codeOf(copy)).toMatch(/^bundle\./)
    }), { numRuns: 150 })
  })

  it('inserted, removed or repeated bytes', async () => {
    const span = fc.tuple(fc.integer({ min: 0, max: plain.length }), fc.integer({ min: 1, max: 64 }), fc.constantFrom('insert', 'remove', 'repeat'))
    await fc.assert(fc.asyncProperty(span, async ([at, size, kind]) => {
      const [head, middle, tail] = [plain.subarray(0, at), plain.subarray(at, at + size), plain.subarray(at + size)]
      fc.pre(middle.length > 0)
      const made = { insert: [head, Buffer.alloc(size, 0x50), middle, tail], remove: [head, tail], repeat: [head, middle, middle, tail] }[kind]
      expect(await codeOf(Buffer.concat(made))).toMatch(/^bundle\./)
    }), { numRuns: 100 })
  })
})

describe('zip.js in its strict mode, as a second opinion', () => {
  it('sees the same names and digests in a good archive', async () => {
    expect([...(await zipJs(plain))].sort()).toEqual([...(await ours(plain))].sort())
  })

  it('refuses nothing that we accept, and what both accept they see alike', async () => {
    const disagreements: string[] = []
    const accepted: string[] = []
    const structure = STRUCTURE.map(([name, , make]): [string, Buffer] => [name, make()])
    const archives = [...structure, ...NAMES.map(([name, raw]): [string, Buffer] => [name, added(raw)])]
    for (const [name, archive] of archives) {
      const mine = await ours(archive).catch(() => undefined)
      const theirs = await zipJs(archive).catch(() => undefined)
      if (!mine) continue
      accepted.push(name)
      if (!theirs || JSON.stringify([...mine].sort()) !== JSON.stringify([...theirs].sort())) disagreements.push(name)
    }
    expect(disagreements).toEqual([])
    // Nothing hostile gets through the archive layer but the archive that is only empty.
    expect(accepted).toEqual(['an archive without entries'])
  })
})
