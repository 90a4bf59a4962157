import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBundle, extractFiles } from '#core/bundle/reader'
import { writeBundle } from '#core/bundle/writer'
import { ageIdentityText } from '#core/crypto/station-keys'
import { AppError } from '#shared/errors/app-error'
import type { WrittenBundle } from '#core/bundle/types'
import {
  documentOf, known, makeApplication, makeFile, makeStation, missingPrograms, refusalOf, removeFolder, requestOf, temporaryFolder, type TestStation,
} from './bundle-kit'

let folder = ''
let sender: TestStation
let receiver: TestStation
let stranger: TestStation
let written: WrittenBundle
const files = [makeFile(3_000_001), makeFile(65_536, 'png'), makeFile(1, 'pdf')]
const application = makeApplication(files)

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[sender, receiver, stranger] = await Promise.all([makeStation('申请站', 'applicant'), makeStation('审核站', 'review'), makeStation('旁站', 'review')])
  written = await writeBundle(requestOf(sender, receiver, join(folder, 'a.beian'), { files, items: [documentOf(application)] }))
})
afterAll(() => removeFolder(folder))

const check = (path: string, change: Partial<Parameters<typeof checkBundle>[1]> = {}) =>
  checkBundle(path, { identities: [receiver.keys.identity], knownStations: [known(sender)], ...change })

describe('a bundle made and taken in', () => {
  it('carries envelope, documents and files', async () => {
    const checked = await check(written.path)
    expect(checked.bundleSha256).toBe(written.sha256)
    expect(checked.envelope).toEqual(written.envelope)
    expect(checked.sender).toMatchObject({ standing: 'known', stationId: sender.stationId })
    expect(checked.items[0]?.payload).toEqual(application)
    expect(checked.items[0]?.refusal).toBeUndefined()
    expect(checked.files.map((file) => file.sha256).sort()).toEqual(files.map((file) => file.sha256).sort())
  })

  it('gives each attachment as a stream in pass 2', async () => {
    const checked = await check(written.path)
    const taken = new Map<string, Buffer>()
    await extractFiles(checked, async (file, source) => {
      const parts: Uint8Array[] = []
      for await (const part of source) parts.push(part.slice())
      taken.set(file.sha256, Buffer.concat(parts))
    }, { identities: [receiver.keys.identity] })
    for (const file of files) expect(taken.get(file.sha256)?.equals(file.bytes)).toBe(true)
  })

  it('pass 2 refuses a file that is no longer the one pass 1 saw', async () => {
    const copy = join(folder, 'changing.beian')
    await writeFile(copy, await readFile(written.path))
    const checked = await check(copy)
    await writeBundle(requestOf(sender, receiver, join(folder, 'other.beian'), { files, items: [documentOf(application)] }))
    await writeFile(copy, await readFile(join(folder, 'other.beian')))
    const drain = async (_: unknown, source: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const part of source) expect(part.length).toBeGreaterThan(0)
    }
    expect(await refusalOf(() => extractFiles(checked, drain, { identities: [receiver.keys.identity] }))).toBe('bundle.changedWhileReading')
  })

  it('shows the fingerprint of an unknown sender and refuses a changed key of a known one', async () => {
    expect((await check(written.path, { knownStations: [] })).sender).toMatchObject({ standing: 'unknown', fingerprint: expect.stringMatching(/^(\d{5} ){5}\d{5}$/) })
    const changed = { ...known(sender), keys: known(stranger).keys }
    expect(await refusalOf(() => check(written.path, { knownStations: [changed] }))).toBe('station.keyChanged')
    const revoked = { ...known(sender), keys: known(sender).keys.map((key) => ({ ...key, revoked: { lastGoodSeq: 0 } })) }
    expect(await refusalOf(() => check(written.path, { knownStations: [revoked] }))).toBe('bundle.keyRevoked')
    const thief = { ...known(sender), stationId: stranger.stationId }
    expect(await refusalOf(() => check(written.path, { knownStations: [thief] }))).toBe('bundle.keyIdTaken')
  })

  it('is not opened by another station', async () => {
    expect(await refusalOf(() => check(written.path, { identities: [stranger.keys.identity] }))).toBe('bundle.notForUs')
  })

  it('sets one bad attachment aside with its item and takes the others', async () => {
    const good = makeApplication([files[1]!])
    const target = join(folder, 'two.beian')
    await writeBundle(requestOf(sender, receiver, target, { files, items: [documentOf(application), documentOf(good)] }))
    const checked = await check(target, { inspect: (_, type) => (type === 'pdf' ? new AppError('attachment.notPdf') : undefined) })
    expect(checked.items.map((item) => item.refusal?.code)).toEqual(['attachment.notPdf', undefined])
  })
})

describe('making a bundle', () => {
  it('leaves nothing behind when cancelled or when a source lies', async () => {
    const place = join(folder, 'clean')
    await mkdir(place)
    const abort = new AbortController()
    const cancelled = { ...requestOf(sender, receiver, join(place, 'x.beian'), { files }), signal: abort.signal, onProgress: () => abort.abort() }
    expect(await refusalOf(() => writeBundle(cancelled))).toBe('general.cancelled')
    const liar = { ...makeFile(1000), read: makeFile(1000).read }
    expect(await refusalOf(() => writeBundle(requestOf(sender, receiver, join(place, 'x.beian'), { files: [liar] })))).toBe('bundle.sourceChanged')
    const short = { ...makeFile(1000), size: 1001 }
    expect(await refusalOf(() => writeBundle(requestOf(sender, receiver, join(place, 'x.beian'), { files: [short] })))).toBe('bundle.sourceChanged')
    expect(await readdir(place)).toEqual([])
  })

  it('refuses what a reader would refuse', async () => {
    const target = join(folder, 'never.beian')
    const big = { ...makeFile(10), size: 5 * 1024 * 1024 + 1 }
    expect(await refusalOf(() => writeBundle(requestOf(sender, receiver, target, { files: [big] })))).toBe('attachment.tooLarge')
    const many = Array.from({ length: 1001 }, () => documentOf(makeApplication()))
    expect(await refusalOf(() => writeBundle(requestOf(sender, receiver, target, { items: many })))).toBe('bundle.tooManyItems')
    const long = documentOf(makeApplication([], { record: { text: 'x'.repeat(1024 * 1024) } }))
    expect(await refusalOf(() => writeBundle(requestOf(sender, receiver, target, { items: [long] })))).toBe('bundle.itemTooBig')
    expect(await refusalOf(() => writeBundle(requestOf(sender, receiver, written.path)))).toBe('bundle.targetTaken')
    const badKey = { ...requestOf(sender, receiver, target), recipients: [{ stationId: receiver.stationId, publicKey: receiver.keys.publicKey, recipient: `age1${'q'.repeat(58)}` }] }
    expect(await refusalOf(() => writeBundle(badKey))).toBe('bundle.recipientInvalid')
  })

  it('checking can be cancelled and reports progress to the end', async () => {
    const abort = new AbortController()
    expect(await refusalOf(() => check(written.path, { signal: abort.signal, onProgress: () => abort.abort() }))).toBe('general.cancelled')
    const seen: [number, number][] = []
    await check(written.path, { onProgress: (done, total) => seen.push([done, total]) })
    expect(seen.at(-1)?.[0]).toBe(seen.at(-1)?.[1])
  })
})

const missing = missingPrograms('age', 'unzip', 'sha256sum', 'minisign')
describe.skipIf(missing.length > 0)(`checked by hand (needs ${missing.join(', ') || 'nothing more'})`, () => {
  it('age, unzip, sha256sum and minisign agree (bundle.md §1)', async () => {
    const place = join(folder, 'by-hand')
    await mkdir(place)
    await writeFile(join(place, 'key'), ageIdentityText(receiver.keys))
    const run = (command: string): string => execFileSync('sh', ['-ec', command], { cwd: place, encoding: 'utf8' })
    run(`age -d -i key ${written.path} > x.zip && unzip -q x.zip -d bag`)
    expect(run('cd bag && sha256sum --strict -c manifest-sha256.txt tagmanifest-sha256.txt')).not.toMatch(/FAILED/)
    const verified = run(`cd bag && minisign -V -P ${sender.keys.publicKey} -m tagmanifest-sha256.txt`)
    expect(verified).toContain(`beian1 application-batch ${written.bundleId} seq=1 to=${receiver.keys.keyId}`)
    expect(run('cd bag && find . -type f | sort').trim().split('\n')).toHaveLength(5 + 1 + 1 + files.length)
  })
})
