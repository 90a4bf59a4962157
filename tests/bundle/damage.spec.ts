import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBundle } from '#core/bundle/reader'
import { known, makeFile, makeStation, refusalOf, removeFolder, temporaryFolder, type TestStation } from './bundle-kit'
import { makeGood } from './hostile-kit'

const SEALED = 64 * 1024 + 16

let folder = ''
let sender: TestStation
let receiver: TestStation
let good: Buffer
let headerSize = 0

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[sender, receiver] = await Promise.all([makeStation('申请站', 'applicant'), makeStation('审核站', 'review')])
  good = (await makeGood(join(folder, 'good.beian'), sender, receiver, { files: [makeFile(150_000), makeFile(40_000, 'png')] })).file
  headerSize = good.indexOf('\n--- ') + 5 + 43 + 1 + 16
})
afterAll(() => removeFolder(folder))

let counter = 0
async function codeOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `x${counter++}`)
  await writeFile(path, bytes)
  return refusalOf(() => checkBundle(path, { identities: [receiver.keys.identity], knownStations: [known(sender)] }))
}
function flipped(at: number, mask = 1): Buffer {
  const copy = Buffer.from(good)
  copy[at] = copy[at]! ^ mask
  return copy
}

describe('a damaged file', () => {
  it('is accepted undamaged, so that the refusals below mean something', async () => expect(await codeOf(good)).toBe('accepted'))

  it('is refused for a flipped bit in any byte of the header', async () => {
    const outcomes = new Set<string>()
    for (let at = 0; at < headerSize; at++) outcomes.add(await codeOf(flipped(at, 1 << (at % 8))))
    expect([...outcomes].filter((code) => !/^bundle\.(notBundle|suiteUnknown|headerDamaged|notForUs|truncated|damaged)$/.test(code))).toEqual([])
    expect(outcomes).toContain('bundle.headerDamaged')
    expect(outcomes).toContain('bundle.notForUs')
  })

  it('is refused for a flipped bit anywhere in the payload', async () => {
    const lastChunk = headerSize + Math.floor((good.length - headerSize) / SEALED) * SEALED
    await fc.assert(fc.asyncProperty(fc.integer({ min: headerSize, max: good.length - 1 }), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
      expect(await codeOf(flipped(at, 1 << bit))).toBe(at >= lastChunk ? 'bundle.truncated' : 'bundle.damaged')
    }), { numRuns: 60 })
  })

  it('is refused when cut at any chunk boundary, one before or one after, or anywhere else', async () => {
    const boundaries = [0, 1, headerSize - 16, headerSize]
    for (let at = headerSize; at < good.length; at += SEALED) boundaries.push(at)
    for (const boundary of boundaries) {
      for (const size of [boundary - 1, boundary, boundary + 1]) {
        if (size < 0 || size >= good.length) continue
        expect(await codeOf(good.subarray(0, size)), `cut to ${size}`).toMatch(/^bundle\.(truncated|notBundle)$/)
      }
    }
    await fc.assert(fc.asyncProperty(fc.integer({ min: 200, max: good.length - 1 }), async (size) => {
      expect(await codeOf(good.subarray(0, size))).toBe('bundle.truncated')
    }), { numRuns: 30 })
  })

  it('is refused with swapped, repeated or left-out chunks, or anything after its end', async () => {
    const chunk = (index: number): Buffer => good.subarray(headerSize + index * SEALED, headerSize + (index + 1) * SEALED)
    const [header, rest] = [good.subarray(0, headerSize), good.subarray(headerSize + 2 * SEALED)]
    expect(await codeOf(Buffer.concat([header, chunk(1), chunk(0), rest]))).toBe('bundle.damaged')
    expect(await codeOf(Buffer.concat([header, chunk(0), chunk(0), rest]))).toBe('bundle.damaged')
    expect(await codeOf(Buffer.concat([header, chunk(1), rest]))).toBe('bundle.truncated')
    expect(await codeOf(Buffer.concat([good, Buffer.of(0)]))).toBe('bundle.truncated')
    expect(await codeOf(Buffer.concat([good, good]))).toMatch(/^bundle\.(truncated|damaged)$/)
  })

  it.each([
    ['nothing', Buffer.alloc(0), 'bundle.notBundle'],
    ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), 'bundle.notBundle'],
    ['an age file of a later version', Buffer.from('age-encryption.org/v2\n-> X25519 a\nb\n--- c\n'), 'bundle.suiteUnknown'],
    ['an armoured age file', Buffer.from('-----BEGIN AGE ENCRYPTED FILE-----\n'), 'bundle.notBundle'],
    ['a header without end', Buffer.concat([Buffer.from('age-encryption.org/v1\n'), Buffer.alloc(100_000, '-> X a\n')]), 'bundle.headerDamaged'],
  ])('%s is no bundle', async (_, bytes, code) => expect(await codeOf(bytes)).toBe(code))

  it('a folder or a file over the limit is not read at all', async () => {
    const read = (path: string) => refusalOf(() => checkBundle(path, { identities: [receiver.keys.identity], knownStations: [] }))
    expect(await read(folder)).toBe('bundle.notBundle')
    const huge = join(folder, 'huge')
    const { open } = await import('node:fs/promises')
    const file = await open(huge, 'w')
    await file.truncate(512 * 1024 * 1024 + 1)
    await file.close()
    expect(await read(huge)).toBe('bundle.tooLarge')
  })
})
