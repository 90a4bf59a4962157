import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTestCore, FIRST_ACCOUNT, type TestCore } from '../support/cores'

const FIRST = '雪后初晴 2026'
const SECOND = 'another good one'

async function protectedStation(): Promise<TestCore> {
  const test = await createTestCore({ role: 'applicant' })
  await test.call('backup.setPassphrase', { passphrase: FIRST })
  return test
}

const status = (test: TestCore) => test.call('station.status', {})

/** Bytes of what holds the data, the key file left out. */
async function dataFiles(test: TestCore): Promise<Map<string, Buffer>> {
  const folder = join(test.dataDir, 'store', 'data')
  return new Map(await Promise.all((await readdir(folder)).map(async (name): Promise<[string, Buffer]> => [name, await readFile(join(folder, name))])))
}

it('with a start-up passphrase nothing opens without it, and the machine alone does not either', async () => {
  const test = await protectedStation()
  expect(await test.call('backup.overview', {})).toMatchObject({ passphraseSet: true, protection: '启动口令' })
  await test.restart()
  expect(await status(test)).toMatchObject({
    phase: 'recovery', hasAccounts: false, recovery: { code: 'store.passphraseNeeded', askPassphrase: true, askRecoveryCode: true, generations: [] },
  })
  const key = await readFile(join(test.dataDir, 'store', 'store.key'), 'utf8')
  for (const passphrase of ['雪后初晴2026', FIRST.toUpperCase() + 'x', ' ']) {
    expect(await test.refusal('station.unlock', { passphrase })).toMatchObject({ code: 'store.passphraseWrong', fields: { passphrase: expect.stringContaining('启动口令不正确') } })
    expect((await status(test)).phase).toBe('recovery')
  }
  expect(await readFile(join(test.dataDir, 'store', 'store.key'), 'utf8')).toBe(key)
  await test.call('station.unlock', { passphrase: FIRST.normalize('NFD') })
  await test.signIn(FIRST_ACCOUNT)
  const { entries } = await test.call('audit.list', {})
  expect(entries.map(({ what }) => what)).toContain('设置启动口令')
  expect((await test.refusal('station.unlock', { passphrase: FIRST })).code).toBe('station.notInRecovery')
  await test.close()
})

it('changing and giving it up asks for the present one, wraps the key anew and leaves the data alone', async () => {
  const test = await protectedStation()
  await test.restart()
  await test.call('station.unlock', { passphrase: FIRST })
  await test.signIn(FIRST_ACCOUNT)
  const before = await dataFiles(test)
  expect((await test.refusal('backup.setPassphrase', { passphrase: SECOND })).fields).toHaveProperty('current')
  expect((await test.refusal('backup.setPassphrase', { current: FIRST, passphrase: 'short' })).fields).toHaveProperty('passphrase')
  expect((await test.refusal('backup.clearPassphrase', { current: SECOND })).fields).toHaveProperty('current')
  await test.call('backup.setPassphrase', { current: FIRST, passphrase: SECOND })
  const after = await dataFiles(test)
  for (const [name, bytes] of before) expect(after.get(name)?.equals(bytes), name).toBe(true)
  await test.restart()
  expect((await test.refusal('station.unlock', { passphrase: FIRST })).code).toBe('store.passphraseWrong')
  await test.call('station.unlock', { passphrase: SECOND })
  await test.signIn(FIRST_ACCOUNT)
  await test.call('backup.clearPassphrase', { current: SECOND })
  expect((await test.call('backup.overview', {})).passphraseSet).toBe(false)
  await test.restart()
  expect((await status(test)).phase).toBe('ready')
  await test.close()
})

it('forgotten: the recovery code opens the data, and the passphrase is given up', async () => {
  const test = await protectedStation()
  await test.restart()
  await test.call('station.recover', { recoveryCode: test.recoveryCode })
  await test.signIn(FIRST_ACCOUNT)
  await test.restart()
  expect((await status(test)).phase).toBe('ready')
  await test.close()
})

it('damaged data behind a passphrase are offered the states to go back to', async () => {
  const test = await protectedStation()
  await test.core.close()
  const folder = join(test.dataDir, 'store', 'data')
  const name = (await readdir(folder)).filter((one) => one.startsWith('accounts.s')).sort().at(-1) ?? ''
  const bytes = await readFile(join(folder, name))
  bytes[40] = (bytes[40] ?? 0) ^ 1
  await writeFile(join(folder, name), bytes)
  await test.restart()
  await test.call('station.unlock', { passphrase: FIRST })
  const { recovery } = await status(test)
  expect(recovery).toMatchObject({ code: 'store.damaged', askPassphrase: false })
  await test.call('station.restoreGeneration', { generationId: recovery?.generations[0]?.id ?? '' })
  expect((await status(test)).phase).toBe('ready')
  await test.close()
})
