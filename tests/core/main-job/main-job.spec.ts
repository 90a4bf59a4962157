import { describe, expect, it } from 'vitest'
import { openTestCore } from '../support/cores'
import { driverOf } from '../support/driver'
import { runMainJob } from '../../support/main-job'

describe('the main job, two stations, real store, files and cryptography', () => {
  it('goes from first set-up to the issued number, with one return for correction', async () => {
    const [applicant, review] = [await openTestCore(), await openTestCore()]
    const steps: string[] = []
    const result = await runMainJob(driverOf('申请端', applicant), driverOf('审核端', review), '2026-11-01', (step) => steps.push(`${step.station} ${step.title} ${step.shown}`))
    expect(result.filingNumber).toMatch(/^京公网安备110105(99)\d{6}号（演示）$/)

    const subject = await applicant.call('subjects.get', { id: result.subjectId })
    expect(subject.status).toBe('valid')
    const site = await applicant.call('assets.get', { id: result.assetId })
    expect(site).toMatchObject({ status: 'filed', name: '晨光阅读网站', filingNumber: result.filingNumber })
    expect(site.htmlSnippet).toMatch(/code=\d{14}" rel="noreferrer" target="_blank">/)
    const application = await applicant.call('applications.get', { id: result.applicationIds.website })
    expect(application).toMatchObject({ status: 'approved', delivery: 'decided', revision: 2 })
    expect((await applicant.call('notices.list', { offset: 0, limit: 50 })).unread).toBeGreaterThanOrEqual(3)
    const found = await review.call('register.search', { by: 'domain', text: 'chenguang-reading.cn' })
    expect(found.rows.map((row) => row.filingNumber)).toEqual([result.filingNumber])

    // Taking the last bundle in again changes nothing and gives the same answer.
    const last = result.bundles.at(-1)
    const { incomingId } = await applicant.upload('bundles.upload', { name: 'again.beian' }, last?.bytes ?? new Uint8Array())
    expect((await applicant.call('bundles.preview', { incomingId })).verdict).toBe('sameAgain')
    expect(await applicant.call('bundles.accept', { incomingId })).toMatchObject({ taken: 0, setAside: 0 })
    expect((await applicant.call('assets.get', { id: result.assetId })).filingNumber).toBe(result.filingNumber)

    // And both programs still hold everything after a restart.
    await applicant.restart()
    await applicant.signIn('chenguang', undefined, 'beian2026ok')
    expect((await applicant.call('assets.get', { id: result.assetId })).status).toBe('filed')
  })

  it('refuses a lone new subject, another recipient and a flipped byte, and changes nothing', async () => {
    const [applicant, review, other] = [await openTestCore(), await openTestCore(), await openTestCore()]
    const result = await runMainJob(driverOf('申请端', applicant), driverOf('审核端', review), '2026-11-01')
    const bytes = result.bundles[0]?.bytes ?? new Uint8Array()
    await other.call('station.setUp', { role: 'review', name: '另一审核端', region: { code: '110101', name: '北京市/市辖区/东城区' } })
    await other.register('other01')
    await other.signIn('other01')
    const elsewhere = await other.upload('bundles.upload', { name: 'x.beian' }, bytes)
    expect((await other.refusal('bundles.preview', { incomingId: elsewhere.incomingId })).code).toBe('bundle.notForUs')
    const flipped = Uint8Array.from(bytes)
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1
    const broken = await review.upload('bundles.upload', { name: 'x.beian' }, flipped)
    expect((await review.refusal('bundles.preview', { incomingId: broken.incomingId })).code).toBe('bundle.damaged')
    expect((await other.call('review.queue', { tab: 'all' })).total).toBe(0)
    expect((await review.call('review.queue', { tab: 'all' })).total).toBe(2)
  })
})
