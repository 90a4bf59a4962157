import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { STATION_ROLES, WORKING_ROLES } from '#shared/filing/types'
import { CAPTCHA_TEXT, MINUTE, START } from '../support/ports'
import { createTestCore, FIRST_ACCOUNT, openTestCore, PASSWORD, REGION, WINDOW, type TestCore } from '../support/cores'

const OTHER = 'window-2'

async function wrong(test: TestCore, account: string, clientId = OTHER) {
  const { captchaId } = await test.call('accounts.captcha', {}, clientId)
  return test.refusal('accounts.signIn', { account, password: 'wrong-pass-1', captchaId, captchaText: CAPTCHA_TEXT }, clientId)
}

describe('registration', () => {
  it.each(STATION_ROLES)('%s: the first account gets the working role and 管理员', async (role) => {
    const test = await createTestCore({ role })
    const { account } = await test.call('accounts.session', {})
    expect(account).toMatchObject({ account: FIRST_ACCOUNT, roles: [WORKING_ROLES[role], 'admin'], lastSignInAt: START })
    await test.close()
  })

  it('later ones get the working role alone, and on a review station only the 管理员 makes them', async () => {
    const applicant = await createTestCore({ role: 'applicant' })
    expect((await applicant.register('second')).roles).toEqual(['applicant'])
    await applicant.close()

    const review = await createTestCore({ role: 'review' })
    const { captchaId } = await review.call('accounts.captcha', {})
    const input = { account: 'second', password: PASSWORD, name: '李四', mobile: '13800138001', captchaId, captchaText: CAPTCHA_TEXT }
    expect((await review.refusal('accounts.register', input)).code).toBe('account.byAdminOnly')
    const created = await review.call('accounts.create', { account: 'second', password: PASSWORD, name: '李四', mobile: '13800138001', roles: ['reviewer'] })
    expect(created.roles).toEqual(['reviewer'])
    const refused = await review.refusal('accounts.create', { account: 'third', password: PASSWORD, name: '李四', mobile: '13800138001', roles: ['clerk'] })
    expect(refused.code).toBe('account.roleUnavailable')
    await review.close()
  })

  it('refuses a taken name in any capitals, and unfit particulars by field, and keeps nothing of them', async () => {
    const test = await createTestCore({ role: 'applicant' })
    const attempt = async (change: object) => {
      const { captchaId } = await test.call('accounts.captcha', {})
      const input = { account: 'second', password: PASSWORD, name: '李四', mobile: '13800138001', captchaId, captchaText: CAPTCHA_TEXT, ...change }
      return test.refusal('accounts.register', input)
    }
    expect(await attempt({ account: FIRST_ACCOUNT.toUpperCase() })).toMatchObject({ code: 'account.nameTaken', fields: { account: expect.any(String) } })
    const unfit = await attempt({ name: '李先生', mobile: '1380013800', idNumber: '110105194912310021' })
    expect(Object.keys(unfit.fields ?? {}).sort()).toEqual(['idNumber', 'mobile', 'name'])
    expect(Object.keys((await attempt({ password: 'short1' })).fields ?? {})).toEqual(['password'])
    expect(Object.keys((await attempt({ account: '1abc' })).fields ?? {})).toEqual(['account'])
    expect((await attempt({ roles: ['admin'] })).code).toBe('general.invalidInput')
    expect((await test.call('accounts.list', {})).accounts).toHaveLength(1)
    expect(await test.call('accounts.checkName', { account: 'Second' })).toEqual({ free: true })
    expect(await test.call('accounts.checkName', { account: 'Admin01' })).toEqual({ free: false })
    await test.close()
  })
})

describe('captcha', () => {
  let test: TestCore
  beforeEach(async () => {
    test = await openTestCore()
    await test.call('station.setUp', { role: 'applicant', name: '测试站', region: REGION })
  })
  const use = (captchaId: string, captchaText: string) =>
    test.core.dispatch({
      clientId: WINDOW, command: 'accounts.register',
      input: { account: `user${captchaId.slice(-4)}`, password: PASSWORD, name: '李四', mobile: '13800138001', captchaId, captchaText },
    })

  it('works once, for five minutes, in any capitals, and is used up by a wrong answer', async () => {
    const { captchaId } = await test.call('accounts.captcha', {})
    expect(await use(captchaId, ` ${CAPTCHA_TEXT.toLowerCase()} `)).toMatchObject({ ok: true })
    expect(await use(captchaId, CAPTCHA_TEXT)).toMatchObject({ ok: false, error: { code: 'account.captchaWrong' } })

    const second = await test.call('accounts.captcha', {})
    expect(await use(second.captchaId, 'XXXX')).toMatchObject({ ok: false, error: { code: 'account.captchaWrong' } })
    expect(await use(second.captchaId, CAPTCHA_TEXT)).toMatchObject({ ok: false, error: { code: 'account.captchaWrong' } })

    const third = await test.call('accounts.captcha', {})
    await test.ports.clock.advance(5 * MINUTE + 1)
    expect(await use(third.captchaId, CAPTCHA_TEXT)).toMatchObject({ ok: false, error: { code: 'account.captchaWrong' } })
  })

  it('draws outlines, never the text', async () => {
    const { captchas: _, ...ports } = test.ports
    const plain = await openTestCore({ ports: ports as typeof test.ports })
    await plain.call('station.setUp', { role: 'applicant', name: '测试站', region: REGION })
    const { svg } = await plain.call('accounts.captcha', {})
    expect(svg).toMatch(/^<svg [^]*<path [^]*<\/svg>$/)
    expect(svg).not.toMatch(/<text|[A-HJ-Z2-9]{4}(?![^<]*")/)
  })
})

describe('sign-in and lock-out', () => {
  it('counts wrong passwords, locks for 15 minutes and then starts anew', async () => {
    const test = await createTestCore({ role: 'applicant' })
    for (const left of [4, 3, 2, 1]) expect((await wrong(test, FIRST_ACCOUNT)).message).toContain(`还可尝试 ${left} 次`)
    expect(await wrong(test, FIRST_ACCOUNT)).toMatchObject({ code: 'account.locked', message: expect.stringContaining('15 分钟') })
    await expect(test.signIn(FIRST_ACCOUNT, OTHER)).rejects.toMatchObject({ body: { code: 'account.locked' } })
    await test.restart()
    await test.ports.clock.advance(14 * MINUTE)
    await expect(test.signIn(FIRST_ACCOUNT, OTHER)).rejects.toMatchObject({ body: { code: 'account.locked', message: expect.stringContaining('1 分钟') } })
    await test.ports.clock.advance(MINUTE)
    expect((await wrong(test, FIRST_ACCOUNT)).message).toContain('还可尝试 4 次')
    expect((await test.signIn(FIRST_ACCOUNT.toUpperCase(), OTHER)).account).toBe(FIRST_ACCOUNT)
    expect((await wrong(test, FIRST_ACCOUNT)).message).toContain('还可尝试 4 次')
    await test.close()
  })

  it('answers for a name nobody has as for a wrong password', async () => {
    const test = await createTestCore({ role: 'applicant' })
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const [real, stranger] = [await wrong(test, FIRST_ACCOUNT), await wrong(test, 'nobody')]
      expect({ ...stranger, id: '' }).toEqual({ ...real, id: '' })
    }
    await test.close()
  })

  it('the clock set back does not shorten a lock', async () => {
    const test = await createTestCore({ role: 'applicant' })
    for (let attempt = 0; attempt < 5; attempt += 1) await wrong(test, FIRST_ACCOUNT)
    test.ports.clock.set('2026-11-21T08:00:00.000Z')
    expect(await wrong(test, FIRST_ACCOUNT)).toMatchObject({ code: 'account.locked', message: expect.stringContaining('15 分钟') })
    await test.close()
  })
})

describe('sessions', () => {
  it('end after the idle limit of the settings, and each window is told', async () => {
    const test = await createTestCore({ role: 'applicant' })
    await test.call('settings.update', { idleMinutes: 20, noticeCountdownSeconds: 0 })
    await test.ports.clock.advance(19 * MINUTE)
    expect((await test.call('settings.get', {})).idleMinutes).toBe(20)
    await test.ports.clock.advance(19 * MINUTE)
    // Polling is no activity.
    expect((await test.call('accounts.session', {})).account).not.toBeNull()
    await test.ports.clock.advance(2 * MINUTE)
    expect((await test.call('accounts.session', {})).account).toBeNull()
    expect(test.events.filter((event) => event.name === 'session.ended')).toEqual([{ name: 'session.ended', payload: { reason: 'idle' }, clientIds: [WINDOW] }])
    expect((await test.refusal('settings.get', {})).code).toBe('account.signInRequired')
    await test.close()
  })

  it('hold only for the window they began in, until sign-out or the program closes', async () => {
    const test = await createTestCore({ role: 'applicant' })
    expect((await test.call('accounts.session', {}, OTHER)).account).toBeNull()
    await test.call('accounts.signOut', {})
    expect((await test.call('accounts.session', {})).account).toBeNull()
    await test.signIn(FIRST_ACCOUNT)
    await test.restart()
    expect((await test.call('accounts.session', {})).account).toBeNull()
    await test.close()
  })
})

describe('passwords', () => {
  it('the recovery code resets one, lifts the lock and ends the sessions; another code does nothing', async () => {
    const test = await createTestCore({ role: 'applicant' })
    for (let attempt = 0; attempt < 5; attempt += 1) await wrong(test, FIRST_ACCOUNT)
    const other = test.recoveryCode.replace(/^./, (first) => (first === '2' ? '3' : '2'))
    const refused = await test.refusal('accounts.resetPassword', { account: FIRST_ACCOUNT, recoveryCode: other, password: 'Another1pass' }, OTHER)
    expect(refused.code).toBe('account.recoveryCodeWrong')
    await test.call('accounts.resetPassword', { account: FIRST_ACCOUNT, recoveryCode: test.recoveryCode.toLowerCase(), password: 'Another1pass' }, OTHER)
    expect((await test.call('accounts.session', {})).account).toBeNull()
    expect((await test.signIn(FIRST_ACCOUNT, WINDOW, 'Another1pass')).account).toBe(FIRST_ACCOUNT)
    await test.close()
  })

  it('changing one needs the old one, with the same lock-out', async () => {
    const test = await createTestCore({ role: 'applicant' })
    const refused = await test.refusal('accounts.changePassword', { oldPassword: 'not-this-1', password: 'Another1pass' })
    expect(refused).toMatchObject({ code: 'general.invalidInput', fields: { oldPassword: expect.stringContaining('4 次') } })
    await test.call('accounts.changePassword', { oldPassword: PASSWORD, password: 'Another1pass' })
    await expect(test.signIn(FIRST_ACCOUNT, OTHER)).rejects.toMatchObject({ body: { code: 'account.passwordWrong' } })
    expect((await test.signIn(FIRST_ACCOUNT, OTHER, 'Another1pass')).account).toBe(FIRST_ACCOUNT)
    await test.close()
  })

  it('are kept as salted scrypt, never as typed', async () => {
    const test = await createTestCore({ role: 'applicant', accounts: ['second'] })
    const { readdir, readFile } = await import('node:fs/promises')
    const { join } = await import('node:path')
    const files = (await readdir(test.dataDir, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
    for (const file of files) expect((await readFile(join(file.parentPath, file.name))).includes(PASSWORD)).toBe(false)
    await test.close()
  })
})

describe('administration', () => {
  it('disabling ends the sessions and keeps out; the name shown follows the profile', async () => {
    const test = await createTestCore({ role: 'counter', accounts: ['second'] })
    const second = await test.signIn('second', OTHER)
    const renamed = await test.call('accounts.updateProfile', { name: '王五', mobile: '13900000009' }, OTHER)
    expect(renamed.name).toBe('王五')
    expect((await test.refusal('accounts.list', {}, OTHER)).code).toBe('account.roleRefused')
    await test.call('accounts.update', { accountId: second.accountId, roles: ['clerk', 'admin'], disabled: false })
    expect((await test.call('accounts.list', {}, OTHER)).accounts.map((each) => each.account)).toEqual([FIRST_ACCOUNT, 'second'])
    await test.call('accounts.update', { accountId: second.accountId, roles: ['clerk'], disabled: true })
    expect((await test.call('accounts.session', {}, OTHER)).account).toBeNull()
    await expect(test.signIn('second', OTHER)).rejects.toMatchObject({ body: { code: 'account.disabled' } })
    await test.close()
  })

  it('whatever administrators do, one who can sign in is left', async () => {
    const test = await createTestCore({ role: 'applicant', accounts: ['second', 'third'] })
    const names = [FIRST_ACCOUNT, 'second', 'third']
    const ids = new Map((await test.call('accounts.list', {})).accounts.map((each) => [each.account, each.accountId]))
    for (const name of names) await test.signIn(name, `window-${name}`)
    const step = fc.record({
      by: fc.constantFrom(...names), on: fc.constantFrom(...names), disabled: fc.boolean(),
      roles: fc.constantFrom<('applicant' | 'admin')[]>(['applicant'], ['admin'], ['applicant', 'admin']),
    })
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      for (const { by, on, disabled, roles } of steps) {
        await test.core.dispatch({ clientId: `window-${by}`, command: 'accounts.update', input: { accountId: ids.get(on), roles, disabled } })
        const admin = names.find((name) => test.core.hasSession(`window-${name}`))
        expect(admin).toBeDefined()
      }
      const states = await Promise.all(names.map((name) => test.core.dispatch({ clientId: `window-${name}`, command: 'accounts.list', input: {} })))
      expect(states.some((state) => state.ok)).toBe(true)
    }), { numRuns: 25 })
    await test.close()
  })
})
