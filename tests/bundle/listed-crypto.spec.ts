import './only-listed-crypto'
import { createCipheriv, createHash, createHmac, generateKeyPairSync, hkdfSync } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBundle } from '#core/bundle/reader'
import { writeBundle } from '#core/bundle/writer'
import { hashPassword, verifyPassword } from '#core/crypto/crypto-suite'
import { selfTest } from '#core/crypto/self-test'
import { makeStationCard, parseStationCard, stationCardText } from '#core/crypto/station-card'
import { known, makeFile, makeStation, removeFolder, requestOf, temporaryFolder } from './bundle-kit'

let folder = ''
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => removeFolder(folder))

describe('with a node:crypto that only knows the list', () => {
  it.each([
    ['blake2b512', () => createHash('blake2b512')], ['md5', () => createHash('md5')], ['HMAC-SHA-1', () => createHmac('sha1', 'k')],
    ['chacha20-poly1305', () => createCipheriv('chacha20-poly1305', Buffer.alloc(32), Buffer.alloc(12), { authTagLength: 16 })],
    ['AES-CBC', () => createCipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(16))], ['native HKDF', () => hkdfSync('sha256', 'k', 's', 'i', 32)],
    ['key pairs', () => generateKeyPairSync('ed25519')],
  ])('%s is refused', (_, use) => expect(use).toThrow('not in the list'))

  it('self-test, passwords, cards and a bundle there and back work', async () => {
    await selfTest()
    expect(await verifyPassword('口令', await hashPassword('口令', { logN: 10, r: 8, p: 1 }))).toBe(true)
    const [sender, receiver] = await Promise.all([makeStation('申请站', 'applicant'), makeStation('审核站', 'review')])
    expect(parseStationCard(stationCardText(makeStationCard(sender, sender.keys))).stationId).toBe(sender.stationId)
    const target = join(folder, 'a.beian')
    await writeBundle(requestOf(sender, receiver, target, { files: [makeFile(100_000)] }))
    const checked = await checkBundle(target, { identities: [receiver.keys.identity], knownStations: [known(sender)] })
    expect(checked.items[0]?.refusal).toBeUndefined()
  })
})
