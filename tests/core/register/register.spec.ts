import { describe, expect, it } from 'vitest'
import { driverFor, openLiveStation, type LiveStation } from '../../support/live-station'
import { PASSWORD, runMainJob } from '../../support/main-job'
import { submitPair } from '../../support/review-scene'
import { onCleanup, temporaryFolder } from '../support/ports'

async function station(title: string): Promise<LiveStation> {
  const opened = await openLiveStation(title, await temporaryFolder())
  onCleanup(() => opened.close())
  return opened
}

describe('公安备案号查询 on both sides of a filing', () => {
  it('finds an account its own filed site by name, domain and number, and nobody else’s', async () => {
    const [applicant, review] = [await station('申请端'), await station('审核端')]
    const result = await runMainJob(applicant.driver, review.driver, '2026-11-01')
    const number = result.filingNumber

    for (const [by, text] of [['name', '晨光阅读'], ['domain', 'cgreading.com.cn'], ['number', number], ['number', number.replace('号（演示）', '')], ['any', '晨光']] as const) {
      const [own, entered] = [await applicant.driver.call('register.search', { by, text }), await review.driver.call('register.search', { by, text })]
      expect(own.rows, `${by} ${text}`).toHaveLength(1)
      expect(own.rows[0]).toEqual({ ...entered.rows[0], filedAt: own.rows[0]?.filedAt })
      expect(own.rows[0]).toMatchObject({
        name: '晨光阅读网站', primaryDomain: 'chenguang-reading.cn', interactive: false, nature: 'organization', subjectName: '北京晨光文化传播有限公司',
        filingNumber: number, demo: true, agency: '朝阳分局网安审核端', status: 'filed',
      })
    }
    expect((await applicant.driver.call('register.search', { by: 'name', text: '别的网站' })).total).toBe(0)
    expect(await applicant.driver.call('register.search', { by: 'any', offset: 1, limit: 10 })).toEqual({ total: 1, rows: [] })

    // Another account of the same station learns nothing of it.
    const other = driverFor(applicant.core, '另一账号', 'window-2')
    await other.call('accounts.register', { account: 'other01', password: PASSWORD, name: '赵六', mobile: '13900139000', ...(await other.captcha()) })
    await other.call('accounts.signIn', { account: 'other01', password: PASSWORD, ...(await other.captcha()) })
    expect((await other.call('register.search', { by: 'name', text: '晨光' })).total).toBe(0)
  })

  it('has nothing to say of a site still under review', async () => {
    const [applicant, review] = [await station('申请端'), await station('审核端')]
    await submitPair(applicant.driver, review.driver, '2026-11-01')
    expect((await applicant.driver.call('assets.list', { kind: 'website' })).total).toBe(1)
    expect(await applicant.driver.call('register.search', { by: 'any' })).toEqual({ total: 0, rows: [] })
  })
})
