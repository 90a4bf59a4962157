import { beforeAll, describe, expect, it } from 'vitest'
import type { Output } from '#shared/contract/registry'
import { openLiveStation, type LiveStation } from '../../support/live-station'
import { carry, submit } from '../../support/main-job'
import { anotherSite, handOver, returnAndCorrect, submitPair, type ReviewScene } from '../../support/review-scene'
import { temporaryFolder } from '../support/ports'

/** One story at one pair of stations; each test goes on where the one before it ended. */
let applicant: LiveStation
let review: LiveStation
let scene: ReviewScene

const queue = (tab: 'waiting' | 'mine' | 'decided' | 'all'): Promise<Output<'review.queue'>> => review.driver.call('review.queue', { tab })
const counts = ({ waiting, mine, decided, all }: Output<'review.queue'>): object => ({ waiting, mine, decided, all })
const approve = async (id: string): Promise<Output<'review.decide'>> => {
  await review.driver.call('review.claim', { id })
  return review.driver.call('review.decide', { id, outcome: 'approved', opinions: [], remark: null })
}

beforeAll(async () => {
  applicant = await openLiveStation('申请端', await temporaryFolder())
  review = await openLiveStation('审核端', await temporaryFolder())
  scene = await submitPair(applicant.driver, review.driver, '2026-11-01')
  await handOver(applicant.driver, review.driver, scene, [scene.subject.applicationId, scene.site.applicationId])
  return async () => {
    await applicant.close()
    await review.close()
  }
}, 60_000)

describe('the reviewer’s desk', () => {
  it('counts every tab and says of each row whether it may be claimed', async () => {
    expect(counts(await queue('waiting'))).toEqual({ waiting: 2, mine: 0, decided: 0, all: 2 })
    expect((await queue('waiting')).rows.map((row) => row.claim)).toEqual([{ action: 'claim', allowed: true }, { action: 'claim', allowed: true }])
    await review.driver.call('review.claim', { id: scene.site.applicationId })
    const claimed = await queue('mine')
    expect(counts(claimed)).toEqual({ waiting: 1, mine: 1, decided: 0, all: 2 })
    expect(claimed.rows[0]?.claim).toMatchObject({ allowed: false })
    await review.driver.call('review.release', { id: scene.site.applicationId })
  })

  it('takes neither the site’s own earlier revision nor another site of the subject for a duplicate', async () => {
    await returnAndCorrect(applicant.driver, review.driver, scene)
    expect((await review.driver.call('review.get', { id: scene.site.applicationId })).duplicates).toEqual([])
    const other = await anotherSite(applicant.driver, scene, '晨光少年读书会', 'chenguang-kids.cn')
    await handOver(applicant.driver, review.driver, scene, [other.applicationId])
    expect((await review.driver.call('review.get', { id: other.applicationId })).duplicates).toEqual([])
  })

  it('puts a change beside the data in force, and takes the site’s own creation for no duplicate', async () => {
    await approve(scene.subject.applicationId)
    await approve(scene.site.applicationId)
    const decisions = await review.driver.call('bundles.exportDecisions', {
      stationId: scene.applicantStationId, applicationIds: [scene.subject.applicationId, scene.site.applicationId],
    })
    await carry(review.driver, applicant.driver, decisions.bundleId)
    const site = await applicant.driver.call('assets.get', { id: scene.site.assetId ?? '' })
    const change = await submit(applicant.driver, {
      businessType: 'website.change', subjectId: scene.subject.subjectId, assetId: site.id, record: { ...site.record, ipAddresses: ['39.105.20.99'] },
    })
    await handOver(applicant.driver, review.driver, scene, [change.applicationId])
    const shown = await review.driver.call('review.get', { id: change.applicationId })
    expect(shown.filedRecord).toMatchObject({ name: '晨光阅读网站', ipAddresses: ['39.105.20.88'] })
    expect(shown.record).toMatchObject({ ipAddresses: ['39.105.20.99'] })
    expect(shown.duplicates).toEqual([])
    expect((await review.driver.call('review.get', { id: scene.site.applicationId })).filedRecord).toBeNull()
    expect((await applicant.driver.call('applications.get', { id: scene.site.applicationId })).filedRecord).toBeNull()
  })

  it('keeps what was filed beside a change through its return, its correction and its approval, at both stations', async () => {
    const { rows } = await review.driver.call('review.queue', { tab: 'waiting', businessType: 'website.change' })
    const id = rows[0]?.id ?? ''
    const filed = { name: '晨光阅读网站', ipAddresses: ['39.105.20.88'] }
    const returnDecision = async (): Promise<void> => {
      const { bundleId } = await review.driver.call('bundles.exportDecisions', { stationId: scene.applicantStationId, applicationIds: [id] })
      await carry(review.driver, applicant.driver, bundleId)
    }
    await review.driver.call('review.claim', { id })
    await review.driver.call('review.decide', { id, outcome: 'returned', remark: '请核对IP', opinions: [] })
    expect((await review.driver.call('review.get', { id })).filedRecord).toMatchObject(filed)
    await returnDecision()
    expect((await applicant.driver.call('applications.get', { id })).filedRecord).toMatchObject(filed)

    const { draftId } = await applicant.driver.call('applications.correct', { id })
    const draft = await applicant.driver.call('drafts.get', { id: draftId })
    await submit(applicant.driver, {
      businessType: 'website.change', subjectId: draft.subjectId, assetId: draft.assetId, applicationId: id, draftId, record: { ...draft.record, ipAddresses: ['39.105.20.77'] },
    })
    await handOver(applicant.driver, review.driver, scene, [id])
    const corrected = await review.driver.call('review.get', { id })
    expect(corrected).toMatchObject({ revision: 2, record: { ipAddresses: ['39.105.20.77'] }, previousRecord: { ipAddresses: ['39.105.20.99'] }, filedRecord: filed })

    await approve(id)
    await returnDecision()
    // The register and the asset hold the new data now; the application still tells what it changed.
    expect((await applicant.driver.call('assets.get', { id: scene.site.assetId ?? '' })).record).toMatchObject({ ipAddresses: ['39.105.20.77'] })
    expect((await applicant.driver.call('applications.get', { id })).filedRecord).toMatchObject(filed)
    expect((await review.driver.call('review.get', { id })).filedRecord).toMatchObject(filed)
  })

  it('never gives a serial twice, whichever way the settings go', async () => {
    const { example: _, ...demo } = await review.driver.call('numbering.get', {})
    expect(demo).toMatchObject({ official: false, nextSerial: 2 })
    await review.driver.call('numbering.update', { ...demo, official: true, nextSerial: 1 })
    await expect(review.driver.call('numbering.update', { ...demo, nextSerial: 1 })).rejects.toThrow('该代码已发到 1 号')
    const back = await review.driver.call('numbering.update', { ...demo, nextSerial: 2 })
    expect(back.example).toMatch(/99000002号（演示）$/)
  })
})
