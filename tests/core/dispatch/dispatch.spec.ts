import { beforeAll, describe, expect, it } from 'vitest'
import { COMMAND_NAMES, commandDef } from '#shared/contract/registry'
import { createTestCore, openTestCore, type TestCore } from '../support/cores'

/** What no host may get past: unknown names, missing sessions, wrong roles and stations, keys nobody declared. */
describe('dispatch', () => {
  let applicant: TestCore
  let review: TestCore
  beforeAll(async () => {
    applicant = await createTestCore({ role: 'applicant' })
    review = await createTestCore({ role: 'review' })
  })

  it.each(['toString', '__proto__', 'accounts', 'accounts.', 'drafts.save.x', ''])('refuses the unknown command %j', async (command) => {
    expect((await applicant.refusal(command, {})).code).toBe('general.unknownCommand')
  })

  it.each(COMMAND_NAMES.filter((name) => commandDef(name).access !== 'public' && commandDef(name).stream === undefined))('%s needs a session', async (command) => {
    expect((await applicant.refusal(command, {}, 'window-nobody')).code).toBe('account.signInRequired')
  })

  const restricted = COMMAND_NAMES.filter((name) => {
    const { access, stream } = commandDef(name)
    return stream === undefined && access !== 'public' && access.stations !== undefined
  })
  it.each(restricted)('%s is offered only at its stations', async (command) => {
    const { access } = commandDef(command)
    const stations = access === 'public' ? [] : (access.stations ?? [])
    const elsewhere = stations.includes('review') ? applicant : review
    expect((await elsewhere.refusal(command, {})).code).toBe('account.stationRefused')
  })

  it('keeps administration from those who are no administrators', async () => {
    const test = await createTestCore({ role: 'applicant', accounts: ['clerk01'] })
    await test.signIn('clerk01', 'window-2')
    for (const command of COMMAND_NAMES) {
      const { access, stream } = commandDef(command)
      if (stream !== undefined || access === 'public' || access.roles.includes('applicant') || access.stations?.includes('applicant') === false) continue
      if (access.roles.every((role) => role === 'admin')) expect((await test.refusal(command, {}, 'window-2')).code, command).toBe('account.roleRefused')
    }
  })

  it('names every unknown key and wrong type by its path and stores nothing', async () => {
    const body = await applicant.refusal('drafts.save', { businessType: 1, record: [], unverified: 'x', reasons: {}, extra: true })
    expect(body.code).toBe('general.invalidInput')
    expect(Object.keys(body.fields ?? {}).sort()).toEqual(expect.arrayContaining(['businessType', 'record', 'unverified']))
    expect((await applicant.call('drafts.list', {})).total).toBe(0)
  })

  it('answers nothing but what works before set-up', async () => {
    const fresh = await openTestCore()
    expect((await fresh.call('station.status', {})).phase).toBe('fresh')
    expect((await fresh.refusal('accounts.captcha', {})).code).toBe('general.notReady')
    expect((await fresh.refusal('accounts.signIn', { account: 'a', password: 'b', captchaId: 'c', captchaText: 'd' })).code).toBe('general.notReady')
  })

  it('gives each refusal an id that the log knows, and no detail of a defect to the page', async () => {
    const { id, message } = await applicant.refusal('drafts.get', { id: '00000000-0000-7000-8000-000000000000' })
    expect(message).toBe('草稿已过期或已删除')
    expect(applicant.ports.log.some((entry) => entry.id === id)).toBe(true)
  })
})
