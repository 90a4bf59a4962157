import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../electron/cli/main'
import { openStore } from '#core/store/open-store'
import { ALL_COLLECTIONS } from '#core/collections/all.collections'
import { knownStations, self } from '#core/collections/station.collections'
import { storeFolder } from '#core/services/station/opening'
import { createKeyFileSecrets } from '../../electron/host/key-file-secrets'
import { createSystemClock } from '../../electron/host/node-ports'
import { ageIdentityText, fingerprintOf, minisignPublicKeyText } from '#core/crypto/station-keys'
import { writeBundle } from '#core/bundle/writer'
import { makeStation, removeFolder, requestOf, temporaryFolder, type TestStation } from './bundle-kit'

let folder = ''
let sender: TestStation
let receiver: TestStation
let dataDir = ''
let keyFile = ''
const path = (name: string): string => join(folder, name)

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runCli(args, (line) => out.push(line), (line) => err.push(line))
  return { code, out: out.join('\n'), err: err.join('\n') }
}

/** A data folder of the receiving station that knows the sender. */
async function makeDataDir(): Promise<void> {
  dataDir = path('data')
  keyFile = path('machine.key')
  const result = await openStore({
    dir: storeFolder({ dataDir }), collections: ALL_COLLECTIONS, secrets: createKeyFileSecrets(keyFile), clock: createSystemClock(), create: true,
    holder: { name: 'test', pid: process.pid, host: 'test' },
  })
  if (result.kind !== 'open') throw new Error(result.kind)
  const { stationId, name, role, region, keys } = receiver
  await result.store.transact(async (tx) => {
    await tx.put(self, { id: 'self', stationId, name, role, region, keys, createdAt: '2026-03-01T00:00:00.000Z' })
    await tx.put(knownStations, {
      id: sender.stationId, name: sender.name, role: sender.role, region: sender.region, epoch: 1, keyId: sender.keys.keyId, publicKey: sender.keys.publicKey,
      recipient: sender.keys.recipient, fingerprint: fingerprintOf({ stationId: sender.stationId, ...sender.keys }), trustedAt: '2026-03-01T00:00:00.000Z',
    })
  })
  await result.store.close()
}

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[sender, receiver] = await Promise.all([makeStation('申请站', 'applicant'), makeStation('审核站', 'review')])
  await writeBundle(requestOf(sender, receiver, path('good.beian')))
  const bytes = await readFile(path('good.beian'))
  await writeFile(path('cut.beian'), bytes.subarray(0, -1))
  await writeFile(path('id'), ageIdentityText(receiver.keys))
  await writeFile(path('signer.pub'), minisignPublicKeyText(sender.keys))
  await writeFile(path('other.pub'), minisignPublicKeyText(receiver.keys))
  await makeDataDir()
})
afterAll(() => removeFolder(folder))

describe('the command line', () => {
  it('accepts a good bundle with the keys of a data folder', async () => {
    const { code, out } = await run('bundle', 'verify', path('good.beian'), '--data-dir', dataDir, '--machine-key', keyFile, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ ok: true, value: { seq: 1, sender: { known: true, name: '申请站' }, refused: [] } })
  })

  it('inspects with keys from files', async () => {
    const { code, out } = await run('bundle', 'inspect', path('good.beian'), '--identity', path('id'), '--signer', path('signer.pub'))
    expect(code).toBe(0)
    expect(out).toContain('data/bundle.json')
    expect(out).toContain('新办网站申请')
  })

  it.each([
    ['a truncated file', 'cut.beian', 'signer.pub', 'bundle.truncated'],
    ['a signer who is somebody else', 'good.beian', 'other.pub', 'bundle.signatureOtherKey'],
    ['a file that is not there', 'none.beian', 'signer.pub', 'bundle.unreadable'],
  ])('refuses %s with code 1', async (_, file, signer, code) => {
    const result = await run('bundle', 'verify', path(file), '--identity', path('id'), '--signer', path(signer), '--json')
    expect(result.code).toBe(1)
    expect(JSON.parse(result.out)).toMatchObject({ ok: false, error: { code } })
  })

  it.each([
    [[]], [['bundle']], [['bundle', 'open', 'x']], [['bundle', 'verify', 'x']], [['bundle', 'verify', 'x', '--identity', 'a', '--data-dir', 'b']], [['bundle', 'verify', 'x', '--what']],
    [['bundle', 'verify', 'x', '--identity', '/nonexistent/key']], [['bundle', 'verify', 'x', '--data-dir', '/nonexistent/data']],
  ])('ends with code 2 and the usage for %j', async (args) => {
    const { code, err } = await run(...args)
    expect(code).toBe(2)
    expect(err).toContain('用法')
  })

  it('does not open a data folder without its key', async () => {
    const { code, out } = await run('bundle', 'verify', path('good.beian'), '--data-dir', dataDir, '--machine-key', path('none.key'), '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: 'store.wrongKey' } })
  })
})
