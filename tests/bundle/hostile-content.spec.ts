import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBundle } from '#core/bundle/reader'
import { writeBundle } from '#core/bundle/writer'
import { makeReceipt } from '#core/bundle/receipt'
import type { CheckedBundle } from '#core/bundle/types'
import type { BundleEnvelope } from '#shared/bundle/envelope'
import {
  documentOf, known, makeApplication, makeDecision, makeFile, makeStation, refOf, refusalOf, removeFolder, requestOf, temporaryFolder, type TestStation,
} from './bundle-kit'
import { bytesOf, changing, entry, envelopeOf, makeGood, payloadOf, rawZip, resign, sealPlain, type RawEntry, type SignOptions } from './hostile-kit'

let folder = ''
let sender: TestStation
let receiver: TestStation
let other: TestStation
let entries: RawEntry[] = []
let envelope: BundleEnvelope
const file = makeFile(2000)
const application = makeApplication([file])
const documentPath = `data/applications/${application.applicationId}.json`

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[sender, receiver, other] = await Promise.all([makeStation('申请站', 'applicant'), makeStation('审核站', 'review'), makeStation('旁站', 'review')])
  ;({ entries } = await makeGood(join(folder, 'good.beian'), sender, receiver, { files: [file], items: [documentOf(application)] }))
  envelope = envelopeOf(entries)
})
afterAll(() => removeFolder(folder))

let counter = 0
async function read(items: readonly RawEntry[], recipients = [receiver.keys.recipient]): Promise<CheckedBundle> {
  const path = join(folder, `x${counter++}`)
  await sealPlain(path, rawZip(items), recipients)
  return checkBundle(path, { identities: [receiver.keys.identity], knownStations: [known(sender)] })
}
const codeOf = (items: readonly RawEntry[], recipients?: string[]): Promise<string> => refusalOf(() => read(items, recipients))

const text = (name: string): string => Buffer.from(entry(entries, name).data).toString()
const edited = (name: string, change: (text: string) => string): RawEntry[] => changing(entries, name, { data: bytesOf(change(text(name))) })
const without = (name: string): RawEntry[] => entries.filter((item) => item.name !== name)
const signed = (payload: readonly RawEntry[] = payloadOf(entries), options: Partial<SignOptions> = {}, of = envelope): RawEntry[] =>
  resign(payload, of, { keys: sender.keys, ...options })
/** Signed by the right sender over a changed envelope. */
function withEnvelope(change: (value: Record<string, unknown>) => unknown, signedAs: BundleEnvelope = envelope): RawEntry[] {
  const value = change(JSON.parse(JSON.stringify(envelope)) as Record<string, unknown>)
  const json = typeof value === 'string' ? value : `${JSON.stringify(value)}\n`
  return signed(changing(payloadOf(entries), 'data/bundle.json', { data: bytesOf(json) }), {}, signedAs)
}
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')
/** Signed by the right sender over a changed document, its digest right in the envelope. */
function withDocument(json: string | Uint8Array): RawEntry[] {
  const data = typeof json === 'string' ? bytesOf(json) : json
  const grown = data.length - entry(entries, documentPath).data.length
  const items = envelope.items.map((item) => ({ ...item, contentSha256: sha256(data) }))
  const next = { ...envelope, items, counts: { ...envelope.counts, bytes: envelope.counts.bytes + grown } }
  const payload = changing(changing(payloadOf(entries), documentPath, { data }), 'data/bundle.json', { data: bytesOf(`${JSON.stringify(next)}\n`) })
  return signed(payload, {}, next)
}

type Fault = [name: string, code: string, make: () => RawEntry[]]

const BAG: Fault[] = [
  ...['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt', 'data/bundle.json'].map((name): Fault => [`no ${name}`, 'bundle.tagMissing', () => without(name)]),
  ['no signature', 'bundle.signatureMissing', () => without('tagmanifest-sha256.txt.minisig')],
  ['a document changed, manifest as it was', 'bundle.manifestWrong', () => edited(documentPath, (json) => json.replace('示例网站', '别的网站'))],
  ['document and manifest changed, tag manifest as it was', 'bundle.manifestWrong', () => edited('manifest-sha256.txt', (lines) => lines.replace(/[0-9a-f]/, (digit) => (digit === '0' ? '1' : '0')))],
  ['everything changed but the signature', 'bundle.signatureWrong', () =>
    changing(signed(changing(payloadOf(entries), documentPath, { data: entry(entries, documentPath).data }), { tags: { bagInfo: (info) => `${info}More: x\n` } }),
      'tagmanifest-sha256.txt.minisig', { data: entry(entries, 'tagmanifest-sha256.txt.minisig').data })],
  ['a file not in the manifest', 'bundle.manifestMissing', () => signed(undefined, { tags: { manifest: (lines) => lines.split('\n').slice(1).join('\n') } })],
  ['a file only in the manifest', 'bundle.manifestExtra', () => signed(undefined, { tags: { manifest: (lines) => `${lines}${'0'.repeat(64)}  data/files/${'f'.repeat(64)}.png\n` } })],
  ['a file twice in the manifest', 'bundle.manifestTwice', () => signed(undefined, { tags: { manifest: (lines) => lines + lines.split('\n').at(-2)! + '\n' } })],
  ['an unsorted manifest', 'bundle.manifestOrder', () => signed(undefined, { tags: { manifest: (lines) => `${lines.trimEnd().split('\n').reverse().join('\n')}\n` } })],
  ['a byte order mark', 'bundle.manifestBom', () => signed(undefined, { tags: { manifest: (lines) => `\ufeff${lines}` } })],
  ['CRLF', 'bundle.manifestCrlf', () => signed(undefined, { tags: { manifest: (lines) => lines.replaceAll('\n', '\r\n') } })],
  ['upper-case digests', 'bundle.manifestMalformed', () => signed(undefined, { tags: { manifest: (lines) => lines.replace(/^[0-9a-f]{64}/, (digest) => digest.toUpperCase()) } })],
  ['one space', 'bundle.manifestMalformed', () => signed(undefined, { tags: { manifest: (lines) => lines.replace('  ', ' ') } })],
  ['binary mode star', 'bundle.manifestMalformed', () => signed(undefined, { tags: { manifest: (lines) => lines.replace('  ', ' *') } })],
  ['no last line break', 'bundle.manifestMalformed', () => signed(undefined, { tags: { manifest: (lines) => lines.trimEnd() } })],
  ['a tag manifest that leaves bagit.txt out', 'bundle.manifestMissing', () => signed(undefined, { tags: { tagManifest: (lines) => lines.split('\n').filter((line) => !line.endsWith('bagit.txt')).join('\n') } })],
  ['another BagIt version', 'bundle.bagitWrong', () => signed(undefined, { tags: { bagit: (lines) => lines.replace('1.0', '0.97') } })],
  ['another Oxum', 'bundle.bagInfoWrong', () => signed(undefined, { tags: { bagInfo: (lines) => lines.replace(/Oxum: \d/, 'Oxum: 9') } })],
  ['another bundle id in bag-info', 'bundle.bagInfoWrong', () => signed(undefined, { tags: { bagInfo: (lines) => lines.replace(envelope.bundleId, uuid()) } })],
  ['a label twice', 'bundle.bagInfoWrong', () => signed(undefined, { tags: { bagInfo: (lines) => lines + lines } })],
  ['an attachment under another digest', 'bundle.fileMisnamed', () => signed(payloadOf(entries).map((item) =>
    (String(item.name).startsWith('data/files/') ? { ...item, name: `data/files/${'0'.repeat(64)}.jpg` } : item)))],
]

const comment = (change: (comment: string) => string): Partial<SignOptions> =>
  ({ comment: change(`beian1 ${envelope.type} ${envelope.bundleId} seq=${envelope.seq} to=${receiver.keys.keyId}`) })
const SIGNATURE: Fault[] = [
  ['of another key', 'bundle.signatureOtherKey', () => signed(undefined, { keys: { ...other.keys } })],
  ['of another key under the sender\'s key id', 'bundle.signatureWrong', () => signed(undefined, { keys: { ...other.keys, keyId: sender.keys.keyId } })],
  ['of another type', 'bundle.signatureOtherType', () => signed(undefined, comment((line) => line.replace('application-batch', 'decision-batch')))],
  ['of another bundle', 'bundle.signatureOtherBundle', () => signed(undefined, comment((line) => line.replace(envelope.bundleId, uuid())))],
  ['of another sequence number', 'bundle.signatureOtherBundle', () => signed(undefined, comment((line) => line.replace('seq=1', 'seq=2')))],
  ['for another recipient', 'bundle.readdressed', () => signed(undefined, comment((line) => line.replace(receiver.keys.keyId, other.keys.keyId)))],
  ['with free text', 'bundle.signatureMalformed', () => signed(undefined, { comment: 'trust me' })],
  ['with its comment rewritten', 'bundle.signatureCommentWrong', () => edited('tagmanifest-sha256.txt.minisig', (lines) => lines.replace('seq=1', 'seq=9'))],
  ['cut short', 'bundle.signatureMalformed', () => edited('tagmanifest-sha256.txt.minisig', (lines) => lines.slice(0, 100))],
  ['empty', 'bundle.signatureMalformed', () => edited('tagmanifest-sha256.txt.minisig', () => '')],
]

const senderOf = (value: Record<string, unknown>): Record<string, unknown> => value['sender'] as Record<string, unknown>
const ENVELOPE: Fault[] = [
  ['format 0', 'bundle.formatUnknown', () => withEnvelope((value) => ({ ...value, format: 0 }))],
  ['format 2', 'bundle.formatUnknown', () => withEnvelope((value) => ({ ...value, format: 2 }))],
  ['a newer reader needed', 'bundle.readerTooOld', () => withEnvelope((value) => ({ ...value, minReader: 2 }))],
  ['something critical we do not know', 'bundle.criticalUnknown', () => withEnvelope((value) => ({ ...value, critical: ['suite-2'] }))],
  ['an unknown key', 'bundle.envelopeInvalid', () => withEnvelope((value) => ({ ...value, extra: 1 }))],
  ['a missing key', 'bundle.envelopeInvalid', () => withEnvelope(({ supersedes: _, ...value }) => value)],
  ['a wrong type', 'bundle.envelopeInvalid', () => withEnvelope((value) => ({ ...value, seq: '1' }))],
  ['an unknown bundle type', 'bundle.envelopeInvalid', () => withEnvelope((value) => ({ ...value, type: 'update' }))],
  ['no recipients', 'bundle.envelopeInvalid', () => withEnvelope((value) => ({ ...value, recipients: [] }))],
  ['a key id that is not the key\'s', 'bundle.envelopeInvalid', () => withEnvelope((value) => ({ ...value, sender: { ...senderOf(value), keyId: other.keys.keyId } }))],
  ['another key of a known station', 'station.keyChanged', () => withEnvelope((value) => ({ ...value, sender: { ...senderOf(value), publicKey: other.keys.publicKey, keyId: other.keys.keyId } }))],
  ['another epoch of the same key', 'station.keyChanged', () => withEnvelope((value) => ({ ...value, sender: { ...senderOf(value), epoch: 2 } }))],
  ['the known key under another station', 'bundle.keyIdTaken', () => withEnvelope((value) => ({ ...value, sender: { ...senderOf(value), stationId: other.stationId } }))],
  ['another recipient', 'bundle.readdressed', () => {
    const recipients = [{ stationId: other.stationId, keyId: other.keys.keyId, recipient: other.keys.recipient }]
    return withEnvelope((value) => ({ ...value, recipients }), { ...envelope, recipients })
  }],
  ['not an object', 'bundle.envelopeInvalid', () => withEnvelope(() => '[]')],
  ['a repeated key', 'bundle.jsonDuplicateKey', () => withEnvelope((value) => JSON.stringify(value).replace('{', '{"seq":1,'))],
  ['__proto__', 'bundle.jsonProto', () => withEnvelope((value) => JSON.stringify(value).replace('{', '{"__proto__":{},'))],
  ['counts of files that are wrong', 'bundle.countsWrong', () => withEnvelope((value) => ({ ...value, counts: { ...envelope.counts, files: 7 } }))],
  ['counts of bytes that are wrong', 'bundle.countsWrong', () => withEnvelope((value) => ({ ...value, counts: { ...envelope.counts, bytes: 7 } }))],
  ['counts of items that are wrong', 'bundle.envelopeInvalid', () => withEnvelope((value) => ({ ...value, counts: { ...envelope.counts, items: 7 } }))],
  ['an item twice', 'bundle.envelopeInvalid', () => withEnvelope((value) => ({ ...value, items: [...envelope.items, ...envelope.items], counts: { ...envelope.counts, items: 2 } }))],
  ['an item without its document', 'bundle.itemMissing', () =>
    withEnvelope((value) => ({ ...value, items: [...envelope.items, { ...envelope.items[0], applicationId: uuid() }], counts: { ...envelope.counts, items: 2 } }))],
  ['a document without its item', 'bundle.itemExtra', () => withEnvelope((value) => ({ ...value, items: [], counts: { ...envelope.counts, items: 0 } }))],
  ['another digest of a document', 'bundle.itemWrong', () => withEnvelope((value) => ({ ...value, items: [{ ...envelope.items[0], contentSha256: '0'.repeat(64) }] }))],
]

const json = (change: object): string => JSON.stringify({ ...application, ...change })
const DOCUMENT: [name: string, code: string, document: () => string | Uint8Array][] = [
  ['broken JSON', 'bundle.jsonSyntax', () => '{'],
  ['nesting', 'bundle.jsonDepth', () => `${'['.repeat(1000)}${']'.repeat(1000)}`],
  ['too many keys', 'bundle.jsonKeys', () => json({ record: Object.fromEntries(Array.from({ length: 2500 }, (_, index) => [`k${index}`, 0])) })],
  ['a repeated key', 'bundle.jsonDuplicateKey', () => json({}).replace('{', '{"revision":2,')],
  ['__proto__', 'bundle.jsonProto', () => json({}).replace('{', '{"__proto__":{"admin":true},')],
  ['1e400', 'bundle.jsonNumber', () => json({}).replace('"revision":1', '"revision":1e400')],
  ['half a surrogate pair', 'bundle.jsonSurrogate', () => json({}).replace('示例网站', '\\ud83d')],
  ['a byte order mark', 'bundle.jsonBom', () => `\ufeff${json({})}`],
  ['not UTF-8', 'bundle.jsonEncoding', () => Buffer.from([0x22, 0xff, 0x22])],
  ['an unknown key', 'bundle.itemInvalid', () => json({ approved: true })],
  ['a missing key', 'bundle.itemInvalid', () => json({ subjectId: undefined })],
  ['a wrong type', 'bundle.itemInvalid', () => json({ submittedBy: '张三' })],
  ['another application than its line says', 'bundle.itemInvalid', () => json({ applicationId: uuid() })],
  ['another revision than its line says', 'bundle.itemInvalid', () => json({ revision: 2 })],
  ['another business type than its line says', 'bundle.itemInvalid', () => json({ businessType: 'subject.create' })],
  ['an attachment that is not there', 'bundle.attachmentMissing', () => json({ attachments: [refOf(file), refOf(makeFile(10))] })],
  ['an attachment of another size', 'bundle.attachmentMismatch', () => json({ attachments: [{ ...refOf(file), size: 1 }] })],
]

describe('hostile content', () => {
  it('the kit signs what is accepted when nothing is wrong', async () => {
    expect(await codeOf(entries)).toBe('accepted')
    expect(await codeOf(signed())).toBe('accepted')
    expect(await codeOf(withEnvelope((value) => value))).toBe('accepted')
    expect((await read(withDocument(json({})))).items[0]?.refusal).toBeUndefined()
  })

  describe.each([['bag', BAG], ['signature', SIGNATURE], ['envelope', ENVELOPE]] as const)('%s', (_, faults) => {
    it.each(faults)('%s → %s', async (_name, code, make) => expect(await codeOf(make())).toBe(code))
  })

  it.each(DOCUMENT)('a document with %s sets its item aside: %s', async (_, code, make) => {
    expect((await read(withDocument(make()))).items.map((item) => item.refusal?.code)).toEqual([code])
  })

  it('a file that no document refers to', async () => expect(await codeOf(withDocument(json({ attachments: [] })))).toBe('bundle.fileUnused'))

  it('encrypted to somebody else as well, or by another to us', async () => {
    expect(await codeOf(entries, [receiver.keys.recipient, other.keys.recipient])).toBe('bundle.readdressed')
    const { entries: foreign } = await makeGood(join(folder, 'foreign.beian'), sender, { ...other, keys: { ...other.keys, identity: other.keys.identity } }, {})
    expect(await codeOf(foreign, [receiver.keys.recipient])).toBe('bundle.readdressed')
  })

  it('more documents than a bundle may hold, or too many bytes of them', async () => {
    const documents = (count: number, size: number): RawEntry[] =>
      Array.from({ length: count }, () => ({ name: `data/applications/${uuid()}.json`, data: new Uint8Array(size) }))
    expect(await codeOf([...entries, ...documents(1000, 1)])).toBe('bundle.tooManyItems')
    expect(await codeOf([...entries, ...documents(129, 1024 * 1024)])).toBe('bundle.documentsTooLarge')
  })

  it('extensions that are not critical are passed over', async () =>
    expect(await codeOf(withEnvelope((value) => ({ ...value, extensions: { later: { any: 1 } } })))).toBe('accepted'))
})

describe('other kinds of bundle', () => {
  async function roundTrip(type: 'decision-batch' | 'receipt' | 'register', item: Omit<ReturnType<typeof documentOf>, 'schemaVersion'>): Promise<CheckedBundle> {
    const path = join(folder, `kind${counter++}.beian`)
    const request = requestOf(sender, receiver, path, { items: [{ ...item, schemaVersion: 1 }] })
    await writeBundle({ ...request, envelope: { ...request.envelope, type } })
    return checkBundle(path, { identities: [receiver.keys.identity], knownStations: [known(sender)] })
  }

  it('decisions come through and must name what they are based on', async () => {
    const decision = makeDecision()
    const item = { applicationId: decision.applicationId, businessType: 'website.create', revision: 1, basedOn: decision.basedOn, payload: decision }
    expect((await roundTrip('decision-batch', item)).items[0]).toMatchObject({ payload: decision })
    expect((await roundTrip('decision-batch', { ...item, basedOn: 'b'.repeat(64) })).items[0]?.refusal?.code).toBe('bundle.itemInvalid')
  })

  it('receipts come through and their check code must be right', async () => {
    const receipt = makeReceipt({
      bundleId: uuid(), bundleSha256: 'c'.repeat(64), receivedAt: '2026-03-02T08:00:00.000Z', items: [{ applicationId: uuid(), revision: 1, outcome: 'setAside', reason: '附件缺失' }],
    })
    const item = { applicationId: receipt.bundleId, businessType: 'receipt', revision: 1, payload: receipt }
    expect((await roundTrip('receipt', item)).items[0]).toMatchObject({ payload: receipt })
    const forged = { ...receipt, items: receipt.items.map((line) => ({ ...line, outcome: 'taken' as const })) }
    expect((await roundTrip('receipt', { ...item, payload: forged })).items[0]?.refusal?.code).toBe('bundle.receiptWrong')
  })

  it('kinds whose documents this version does not know carry their bytes', async () => {
    const item = { applicationId: uuid(), businessType: 'register', revision: 1, payload: { rows: [1] } }
    const checked = await roundTrip('register', item)
    expect(checked.items[0]?.payload).toBeUndefined()
    expect(checked.items[0]?.refusal).toBeUndefined()
    expect(JSON.parse(Buffer.from(checked.items[0]!.bytes).toString())).toEqual({ rows: [1] })
  })
})
