import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword, strongRandom, verifyPassword } from '#core/crypto/crypto-suite'
import { keyIdBytes, keyIdText, parsePublicKey, parseSignature, signMinisign, verifyMinisign } from '#core/crypto/minisign'
import { SELF_TESTS, selfTest } from '#core/crypto/self-test'
import { judgeCard, makeStationCard, parseStationCard, stationCardText } from '#core/crypto/station-card'
import { fingerprintOf, minisignKey, minisignPublicKeyText, signingSeed } from '#core/crypto/station-keys'
import { makeStation, missingPrograms, refusalOf, removeFolder, temporaryFolder, type TestStation } from './bundle-kit'

let folder = ''
let station: TestStation
let other: TestStation
beforeAll(async () => {
  folder = await temporaryFolder()
  ;[station, other] = await Promise.all([makeStation('甲站', 'applicant'), makeStation('乙站', 'review')])
})
afterAll(() => removeFolder(folder))

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the self-test', () => {
  it('passes on this machine', () => expect(selfTest()).resolves.toBeUndefined())

  it.each(SELF_TESTS.map((test) => [test.name, test] as const))('refuses to start when %s gives another answer', async (name, test) => {
    const wrong = { ...test, actual: async () => `${await test.actual()}0` }
    await expect(selfTest([wrong])).rejects.toThrow(name)
    const broken = { ...test, actual: () => Promise.reject(new Error('unsupported')) }
    await expect(selfTest([broken])).rejects.toThrow('unsupported')
  })
})

describe('passwords', () => {
  const cost = { logN: 10, r: 8, p: 1 }
  it('verify, also when typed in another Unicode form, and nothing else does', async () => {
    const hash = await hashPassword('caf\u00e9 8位密码', cost)
    expect(await verifyPassword('cafe\u0301 8位密码', hash)).toBe(true)
    expect(await verifyPassword('caf\u00e9 8位密碼', hash)).toBe(false)
    expect(await hashPassword('caf\u00e9 8位密码', cost)).not.toBe(hash)
  })
  it.each(['', 'scrypt', 'scrypt$31$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='])('a malformed hash %j matches nothing', async (hash) => {
    expect(await verifyPassword('x', hash)).toBe(false)
  })
})

describe('minisign', () => {
  const sign = (message: Uint8Array, comment = 'beian1 test') => signMinisign(signingSeed(station.keys), keyIdBytes(station.keys.keyId), message, comment)
  const key = () => minisignKey(station.keys.publicKey)

  it('accepts its own signature and refuses every changed byte of the signed parts', () => {
    const message = bytesOf('内容')
    const text = sign(message)
    const signature = parseSignature(text)!
    expect(verifyMinisign(key(), message, signature)).toBe('ok')
    expect(verifyMinisign(key(), bytesOf('内容 '), signature)).toBe('wrongSignature')
    expect(verifyMinisign(key(), message, { ...signature, trustedComment: 'beian1 other' })).toBe('wrongComment')
    expect(verifyMinisign(minisignKey(other.keys.publicKey), message, signature)).toBe('otherKey')
    fc.assert(fc.property(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const flipped = signature.signature.slice()
      flipped[at] = flipped[at]! ^ mask
      expect(verifyMinisign(key(), message, { ...signature, signature: flipped })).not.toBe('ok')
    }), { numRuns: 30 })
  })

  it.each([
    ['no second comment', (text: string) => text.split('\n').slice(0, 2).join('\n')],
    ['carriage returns', (text: string) => text.replaceAll('\n', '\r\n')],
    ['an un-prehashed signature', (text: string) => text.replace(/\nRU/, '\nRW')],
    ['more lines', (text: string) => `${text}more\n`],
    ['other base64', (text: string) => text.replace(/=\n/, '\n')],
  ])('does not read a signature with %s', (_, change) => {
    const text = sign(bytesOf('x'))
    expect(parseSignature(text)).toBeDefined()
    expect(change(text)).not.toBe(text)
    expect(parseSignature(change(text))).toBeUndefined()
  })

  it('reads a public key file and its line, and nothing else', () => {
    expect(parsePublicKey(minisignPublicKeyText(station.keys))).toEqual(key())
    expect(parsePublicKey(station.keys.publicKey.slice(0, -1))).toBeUndefined()
    expect(parsePublicKey('')).toBeUndefined()
  })

  const missing = missingPrograms('minisign')
  describe.skipIf(missing.length > 0)(`and the minisign command (needs ${missing.join() || 'nothing more'})`, () => {
    const run = (...args: string[]): string => execFileSync('minisign', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

    it('verifies ours', async () => {
      await writeFile(join(folder, 'ours'), '我们的内容')
      await writeFile(join(folder, 'ours.minisig'), sign(bytesOf('我们的内容'), 'beian1 受信说明'))
      await writeFile(join(folder, 'ours.pub'), minisignPublicKeyText(station.keys))
      expect(run('-V', '-p', 'ours.pub', '-m', 'ours')).toContain('beian1 受信说明')
      expect(run('-V', '-P', station.keys.publicKey, '-m', 'ours')).toContain('受信说明')
      await writeFile(join(folder, 'ours'), '别的内容')
      expect(() => run('-V', '-p', 'ours.pub', '-m', 'ours')).toThrow()
    })

    it('makes what we verify, key id included', async () => {
      run('-G', '-W', '-p', 'theirs.pub', '-s', 'theirs.key')
      await writeFile(join(folder, 'theirs'), '他们的内容')
      run('-S', '-W', '-s', 'theirs.key', '-m', 'theirs', '-t', 'their comment')
      const publicText = await readFile(join(folder, 'theirs.pub'), 'utf8')
      const theirs = parsePublicKey(publicText)!
      expect(publicText).toContain(keyIdText(theirs.id))
      const signature = parseSignature(await readFile(join(folder, 'theirs.minisig'), 'utf8'))!
      expect(signature.trustedComment).toBe('their comment')
      expect(verifyMinisign(theirs, bytesOf('他们的内容'), signature)).toBe('ok')
      expect(verifyMinisign(theirs, bytesOf('别的'), signature)).toBe('wrongSignature')
    })
  })
})

describe('station keys and cards', () => {
  it('fingerprints differ with every part they cover', () => {
    const { stationId, keys } = station
    const parts = { stationId, publicKey: keys.publicKey, recipient: keys.recipient }
    const changed = [{ stationId: other.stationId }, { publicKey: other.keys.publicKey }, { recipient: other.keys.recipient }]
    const prints = [parts, ...changed.map((change) => ({ ...parts, ...change }))].map(fingerprintOf)
    expect(new Set(prints).size).toBe(4)
    for (const print of prints) expect(print).toMatch(/^\d{5}( \d{5}){5}$/)
    expect(fingerprintOf({ ...parts })).toBe(prints[0])
  })

  it('a card comes back as it was made', () => {
    const card = makeStationCard(station, station.keys)
    expect(parseStationCard(stationCardText(card))).toEqual(card)
  })

  const changes: [string, (card: Record<string, unknown>) => unknown][] = [
    ['another name', (card) => ({ ...card, name: '冒名' })],
    ['another region', (card) => ({ ...card, region: { code: '310101', name: '上海' } })],
    ['another epoch', (card) => ({ ...card, epoch: 2 })],
    ['another recipient', (card) => ({ ...card, recipient: other.keys.recipient })],
    ['another recipient with its fingerprint', (card) => {
      const recipient = other.keys.recipient
      return { ...card, recipient, fingerprint: fingerprintOf({ stationId: station.stationId, publicKey: station.keys.publicKey, recipient }) }
    }],
    ['another fingerprint', (card) => ({ ...card, fingerprint: '00000 00000 00000 00000 00000 00000' })],
    ['an unknown key', (card) => ({ ...card, more: 1 })],
    ['no signature', ({ selfSignature: _, ...card }) => card],
    ['another format', (card) => ({ ...card, format: 'beian-station-card-2' })],
  ]
  it.each(changes)('a card with %s is refused', async (_, change) => {
    const card = makeStationCard(station, station.keys)
    expect(await refusalOf(() => parseStationCard(JSON.stringify(change({ ...card }))))).toBe('station.cardInvalid')
  })
  it.each(['', '{}', 'null', '[]', 'x'.repeat(30_000)])('%j is no card', async (text) => {
    expect(await refusalOf(() => parseStationCard(text))).toBe('station.cardInvalid')
  })

  it('is judged against the stations known here', () => {
    const card = makeStationCard(station, station.keys)
    expect(judgeCard(card, [], other.stationId)).toBe('new')
    expect(judgeCard(card, [card], other.stationId)).toBe('known')
    expect(judgeCard(card, [{ ...card, publicKey: other.keys.publicKey }], other.stationId)).toBe('keyChanged')
    expect(judgeCard(card, [{ ...card, recipient: other.keys.recipient }], other.stationId)).toBe('keyChanged')
    expect(judgeCard(card, [card], station.stationId)).toBe('self')
  })

  it('random bytes are asked for by length', () => expect(strongRandom(16)).toHaveLength(16))
})
