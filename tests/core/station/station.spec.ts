import jsQR from 'jsqr'
import sharp from 'sharp'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseStationCard } from '#core/crypto/station-card'
import { openTestCore, createTestCore, REGION, WINDOW } from '../support/cores'
import { createTestPorts, MINUTE, temporaryFolder } from '../support/ports'

describe('first set-up', () => {
  it('goes from fresh to ready and shows the recovery code once', async () => {
    const test = await openTestCore()
    expect(await test.call('station.status', {})).toMatchObject({ phase: 'fresh', hasAccounts: false, shell: 'browser' })
    expect(await readdir(test.dataDir)).toEqual([])
    const made = await test.call('station.setUp', { role: 'counter', name: ' 朝阳窗口１ ', region: REGION })
    expect(made.recoveryCode).toMatch(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/)
    expect(made.station).toMatchObject({ name: '朝阳窗口1', role: 'counter', region: REGION })
    expect(made.station.fingerprint).toMatch(/^\d{5}( \d{5}){5}$/)
    const status = await test.call('station.status', {})
    expect(status).toMatchObject({ phase: 'ready', station: made.station, hasAccounts: false })
    expect(JSON.stringify(status)).not.toContain(made.recoveryCode)
    expect((await test.refusal('station.setUp', { role: 'review', name: '另一个', region: REGION })).code).toBe('station.alreadySetUp')
    await test.restart()
    expect(await test.call('station.status', {})).toMatchObject({ phase: 'ready', station: made.station })
    await test.close()
  })

  it.each([
    ['a region nobody knows', { region: { code: '999999', name: '某地' } }, 'region'],
    ['a province, which has parts', { region: { code: '110000', name: '北京市' } }, 'region'],
    ['a name of one character', { name: ' 甲 ' }, 'name'],
    ['a role there is not', { role: 'police' }, 'role'],
  ])('refuses %s by field and makes nothing', async (_, change, field) => {
    const test = await openTestCore()
    const refused = await test.refusal('station.setUp', { role: 'applicant', name: '测试站', region: REGION, ...change })
    expect(Object.keys(refused.fields ?? {})).toEqual([field])
    expect(await readdir(test.dataDir)).toEqual([])
    expect((await test.call('station.status', {})).phase).toBe('fresh')
    await test.close()
  })

  it('keeps the name of the region as the shipped tree has it', async () => {
    const test = await openTestCore()
    const made = await test.call('station.setUp', { role: 'applicant', name: '测试站', region: { code: REGION.code, name: '随便写的' } })
    expect(made.station.region).toEqual(REGION)
    await test.close()
  })
})

describe('opening', () => {
  it('a machine that lost its key asks for the recovery code, and takes no other', async () => {
    const test = await createTestCore({ role: 'applicant' })
    const { station } = await test.call('station.status', {})
    test.ports.secrets.forget()
    await test.restart()
    expect(await test.call('station.status', {})).toMatchObject({ phase: 'recovery', recovery: { code: 'store.wrongKey', askRecoveryCode: true, dataDir: test.dataDir } })
    expect((await test.refusal('accounts.captcha', {})).code).toBe('general.notReady')
    expect((await test.refusal('station.setUp', { role: 'applicant', name: '测试站', region: REGION })).code).toBe('general.notReady')
    const other = await openTestCore()
    const { recoveryCode } = await other.call('station.setUp', { role: 'applicant', name: '别的站', region: REGION })
    await other.close()
    for (const code of ['nonsense', recoveryCode]) {
      expect(await test.refusal('station.recover', { recoveryCode: code })).toMatchObject({ code: expect.stringMatching(/^store\.recoveryCode/), fields: { recoveryCode: expect.any(String) } })
    }
    expect((await test.call('station.status', {})).phase).toBe('recovery')
    await test.call('station.recover', { recoveryCode: test.recoveryCode.replaceAll('-', ' ').toLowerCase() })
    expect(await test.call('station.status', {})).toMatchObject({ phase: 'ready', station, hasAccounts: true })
    await test.restart()
    expect((await test.call('station.status', {})).phase).toBe('ready')
    expect((await test.refusal('station.recover', { recoveryCode: test.recoveryCode })).code).toBe('station.notInRecovery')
    await test.close()
  })

  it('a folder in use is refused with the name of its holder, and opens once it is free', async () => {
    const first = await createTestCore({ role: 'applicant' })
    const second = await openTestCore({ ports: first.ports, dataDir: first.dataDir })
    const { phase, recovery } = await second.call('station.status', {})
    expect({ phase, code: recovery?.code }).toEqual({ phase: 'recovery', code: 'store.locked' })
    expect(recovery?.message).toContain('联网备案离线办理')
    expect(recovery?.message).toContain(String(process.pid))
    await first.close()
    await second.call('station.reopen', {})
    expect((await second.call('station.status', {})).phase).toBe('ready')
    await second.close()
  })

  it('traces without the main files are asked about, never built over', async () => {
    const dataDir = await temporaryFolder()
    const test = await createTestCore({ role: 'applicant' })
    await test.close()
    const { cp, rm } = await import('node:fs/promises')
    await cp(join(test.dataDir, 'store'), join(dataDir, 'store'), { recursive: true })
    for (const name of await readdir(join(dataDir, 'store'))) if (/key/.test(name)) await rm(join(dataDir, 'store', name), { recursive: true })
    const before = await readdir(join(dataDir, 'store'))
    const moved = await openTestCore({ ports: test.ports, dataDir })
    expect(await moved.call('station.status', {})).toMatchObject({ phase: 'recovery', recovery: { code: 'store.missing', askRecoveryCode: false } })
    expect((await moved.refusal('station.setUp', { role: 'applicant', name: '测试站', region: REGION })).code).toBe('general.notReady')
    expect(await readdir(join(dataDir, 'store'))).toEqual(before)
    await moved.close()
  })

  it('a damaged file is reported with states to go back to; a chosen one opens', async () => {
    const test = await createTestCore({ role: 'applicant' })
    await test.close()
    const manifests = join(test.dataDir, 'store', 'manifests')
    const newestManifest = (await readdir(manifests)).sort().at(-1) ?? ''
    await writeFile(join(manifests, newestManifest), Buffer.alloc(100, 0x5a))
    await test.restart()
    const { phase, recovery } = await test.call('station.status', {})
    expect({ phase, code: recovery?.code }).toEqual({ phase: 'recovery', code: 'store.damaged' })
    expect((await test.refusal('station.restoreGeneration', { generationId: 'no-such' })).code).toBe('general.notFound')
    const newest = recovery?.generations[0]
    if (newest === undefined) throw new Error('nothing to go back to is offered')
    await test.call('station.restoreGeneration', { generationId: newest.id })
    expect((await test.call('station.status', {})).phase).not.toBe('recovery')
    expect((await readdir(join(test.dataDir, 'store', 'damaged'))).length).toBeGreaterThan(0)
    await test.close()
  })

  it('warns when the clock is behind the last use, and says until when', async () => {
    const test = await createTestCore({ role: 'applicant' })
    expect((await test.call('station.status', {})).clockWarning).toBeUndefined()
    test.ports.clock.set('2026-11-21T09:56:00.000Z')
    await test.restart()
    expect((await test.call('station.status', {})).clockWarning).toBeUndefined()
    test.ports.clock.set('2026-11-21T09:54:00.000Z')
    await test.restart()
    expect((await test.call('station.status', {})).clockWarning).toMatch(/^系统时间早于上次使用时间（2026-11-21 18:00）/)
    expect((await test.call('accounts.session', {})).clockNow).toBe('2026-11-21T10:00:00.000Z')
    await test.ports.clock.advance(7 * MINUTE)
    expect((await test.call('station.status', {})).clockWarning).toBeUndefined()
    await test.close()
  })
})

describe('cards', () => {
  it('text, file, saved copy and QR code say the same', async () => {
    const test = await createTestCore({ role: 'review', name: '朝阳/审核端' })
    const card = await test.call('station.card', {})
    const { station } = await test.call('station.status', {})
    expect(parseStationCard(card.text)).toMatchObject({ stationId: station?.stationId, name: '朝阳/审核端', role: 'review', fingerprint: station?.fingerprint })
    const file = await test.download('station.cardFile', {})
    expect(file).toMatchObject({ fileName: card.fileName, type: 'application/json' })
    expect(file.fileName).toBe('站点名片-朝阳_审核端.station.json')
    expect(file.bytes.toString()).toBe(card.text)
    await test.call('station.saveCard', {})
    expect(test.ports.saved[0]).toMatchObject({ fileName: card.fileName, url: 'stream/station.cardFile?input=%7B%7D', bytes: file.bytes })
    test.ports.cancelDialogs = true
    expect(await test.call('station.saveCard', {})).toEqual({ kind: 'cancelled' })
    const { data, info } = await sharp(Buffer.from(card.qrSvg)).resize(1000).flatten({ background: '#fff' }).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    const scanned = jsQR(new Uint8ClampedArray(data), info.width, info.height)
    expect(parseStationCard(scanned?.data ?? '')).toEqual(parseStationCard(card.text))
    await test.close()
  })

  it('are previewed, taken in on compared fingerprints, known again, and removed by an administrator', async () => {
    const review = await createTestCore({ role: 'review' })
    const applicant = await createTestCore({ role: 'applicant' })
    const { text, fingerprint } = await review.call('station.card', {})
    expect(await applicant.call('stations.previewCard', { text })).toMatchObject({ verdict: 'new', station: { fingerprint, trustedAt: null } })
    expect((await applicant.call('stations.list', {})).stations).toEqual([])
    expect((await applicant.refusal('stations.importCard', { text, fingerprintCompared: false })).fields).toHaveProperty('fingerprintCompared')
    const known = await applicant.call('stations.importCard', { text, fingerprintCompared: true })
    expect(known).toMatchObject({ role: 'review', fingerprint, trustedBy: '张三', trustedAt: '2026-11-21T10:00:00.000Z' })
    expect((await applicant.call('stations.previewCard', { text })).verdict).toBe('known')
    expect((await applicant.call('stations.list', {})).stations).toEqual([known])
    await applicant.call('stations.remove', { stationId: known.stationId })
    expect((await applicant.call('stations.list', {})).stations).toEqual([])
    expect((await applicant.refusal('stations.remove', { stationId: known.stationId })).code).toBe('station.unknown')
    await review.close()
    await applicant.close()
  })

  it('of this station, of another role, with another key or altered are refused', async () => {
    const review = await createTestCore({ role: 'review' })
    const applicant = await createTestCore({ role: 'applicant' })
    const take = (text: string) => applicant.refusal('stations.importCard', { text, fingerprintCompared: true })
    const own = (await applicant.call('station.card', {})).text
    expect((await take(own)).code).toBe('station.self')
    expect((await applicant.call('stations.previewCard', { text: own })).verdict).toBe('self')
    const third = await createTestCore({ role: 'applicant' })
    expect(await take((await third.call('station.card', {})).text)).toMatchObject({ code: 'station.cardRole', message: expect.stringContaining('申请端') })

    const { text } = await review.call('station.card', {})
    await applicant.call('stations.importCard', { text, fingerprintCompared: true })
    const { makeStationCard, stationCardText } = await import('#core/crypto/station-card')
    const { createStationKeys } = await import('#core/crypto/station-keys')
    const { stationId, name, role, region } = parseStationCard(text)
    const swapped = stationCardText(makeStationCard({ stationId, name, role, region }, await createStationKeys()))
    expect((await applicant.call('stations.previewCard', { text: swapped })).verdict).toBe('keyChanged')
    expect(await take(swapped)).toMatchObject({ code: 'station.keyChanged', message: expect.stringContaining(name) })

    for (const altered of [text.replace('review', 'counter'), text.replace(name, `${name}二`), '{}', 'x', '']) expect((await take(altered)).code).toMatch(/^(station\.cardInvalid|general\.invalidInput)$/)
    await Promise.all([review.close(), applicant.close(), third.close()])
  })

  it('need a signed-in account', async () => {
    const test = await createTestCore({ role: 'review' })
    for (const command of ['station.card', 'station.saveCard', 'stations.list'] as const) expect((await test.refusal(command, {}, 'stranger')).code).toBe('account.signInRequired')
    expect(WINDOW).not.toBe('stranger')
    await test.close()
  })
})

describe('two stations on one machine', () => {
  it('have nothing in common', async () => {
    const ports = createTestPorts()
    const [one, other] = [await createTestCore({ role: 'applicant', ports }), await createTestCore({ role: 'review', ports })]
    const cards = [await one.call('station.card', {}), await other.call('station.card', {})]
    expect(cards[0]?.fingerprint).not.toBe(cards[1]?.fingerprint)
    expect(one.recoveryCode).not.toBe(other.recoveryCode)
    await one.close()
    await other.close()
  })
})
