import { beforeAll, describe, expect, it } from 'vitest'
import type { Output } from '#shared/contract/registry'
import { openLiveStation, type LiveStation } from '../../support/live-station'
import { carry } from '../../support/main-job'
import { anotherSite, handOver, submitPair, type ReviewScene } from '../../support/review-scene'
import { temporaryFolder } from '../support/ports'

/** Applications taken back after they were handed over (domain.md §4; bundle.md §2, `withdrawals`); one story at one pair of stations. */
let applicant: LiveStation
let review: LiveStation
let scene: ReviewScene

const exportTo = (applicationIds: string[]) => applicant.driver.call('bundles.export', { applicationIds, stationId: scene.reviewStationId })
const detailOf = (id: string): Promise<Output<'applications.get'>> => applicant.driver.call('applications.get', { id })
const untold = async (): Promise<string[]> => (await applicant.driver.call('bundles.candidates', {})).withdrawals.map((row) => row.applicationId)
async function receiptBack(bundleId: string): Promise<void> {
  const made = await review.driver.call('bundles.exportReceipt', { bundleId })
  await carry(review.driver, applicant.driver, made.bundleId)
}
const events = async (id: string): Promise<string[]> => (await detailOf(id)).timeline.map((entry) => entry.event)

beforeAll(async () => {
  applicant = await openLiveStation('申请端', await temporaryFolder())
  review = await openLiveStation('审核端', await temporaryFolder())
  scene = await submitPair(applicant.driver, review.driver, '2026-11-01')
  return async () => {
    await applicant.close()
    await review.close()
  }
}, 60_000)

describe('a withdrawal after the hand-over', () => {
  it('is nobody’s business while the application was never exported', async () => {
    const site = await anotherSite(applicant.driver, scene, '晨光少年读书会', 'chenguang-kids.cn')
    await applicant.driver.call('applications.withdraw', { id: site.applicationId })
    expect((await detailOf(site.applicationId)).untoldStations).toEqual([])
    expect(await untold()).toEqual([])
    await expect(exportTo([])).rejects.toThrow('请至少选择一个申请')
  })

  it('goes with the next bundle, alone if need be, and takes the application out of the reviewer’s hands', async () => {
    const id = scene.site.applicationId
    await handOver(applicant.driver, review.driver, scene, [scene.subject.applicationId, id])
    await review.driver.call('review.claim', { id })
    await applicant.driver.call('applications.withdraw', { id })
    expect(await detailOf(id)).toMatchObject({ status: 'withdrawn', untoldStations: ['朝阳分局网安审核端'], next: '申请已撤销，请在【导出交接包】中导出，把撤销告知朝阳分局网安审核端' })
    expect(await untold()).toEqual([id])

    const made = await exportTo([])
    expect(made).toMatchObject({ items: 0, withdrawals: 1 })
    expect(await untold()).toEqual([])
    const { preview, accepted } = await carry(applicant.driver, review.driver, made.bundleId)
    expect(preview.items).toMatchObject([{ applicationId: id, businessType: 'withdrawal', verdict: 'new', title: '晨光阅读网' }])
    expect(accepted).toMatchObject({ taken: 1, setAside: 0, items: [{ applicationId: id, outcome: 'taken' }] })

    const item = await review.driver.call('review.get', { id })
    expect(item).toMatchObject({ status: 'withdrawn', next: '申请人已撤销本申请，无需审核' })
    expect(item.actions.some((state) => state.allowed)).toBe(false)
    await expect(review.driver.call('review.saveOpinions', { id, opinions: [], remark: null })).rejects.toThrow()
    const queue = await review.driver.call('review.queue', { tab: 'mine' })
    expect([queue.waiting, queue.mine, queue.decided, queue.all]).toEqual([1, 0, 0, 2])
    // Without its only site the new subject is lone again.
    expect((await review.driver.call('review.queue', { tab: 'waiting' })).rows.map((row) => row.claim.allowed)).toEqual([false])
    const { notices } = await review.driver.call('notices.list', { offset: 0, limit: 10 })
    expect(notices.filter((notice) => notice.kind === 'withdrawn')).toMatchObject([{ title: '申请人已撤销：新办网站申请“晨光阅读网”', link: `/review/applications/${id}` }])

    await receiptBack(made.bundleId)
    expect((await events(id)).slice(-3)).toEqual(['withdrawn', 'withdrawalExported', 'withdrawalReceived'])
    expect((await applicant.driver.call('bundles.entry', { bundleId: made.bundleId })).items).toMatchObject([{ applicationId: id, businessType: 'withdrawal', outcome: 'taken' }])
    expect((await detailOf(id)).delivery).toBe('exported')
  })

  it('counts, too, when it arrives before the application', async () => {
    const site = await anotherSite(applicant.driver, scene, '晨光少年读书会', 'chenguang-kids.cn')
    const first = await exportTo([site.applicationId])
    await applicant.driver.call('applications.withdraw', { id: site.applicationId })
    const second = await exportTo([])
    const told = await carry(applicant.driver, review.driver, second.bundleId)
    expect(told.accepted.items).toMatchObject([{ outcome: 'taken', reason: '该申请尚未导入，导入后按已撤销办理' }])
    await carry(applicant.driver, review.driver, first.bundleId)
    expect((await review.driver.call('review.get', { id: site.applicationId })).status).toBe('withdrawn')
  })

  it('comes too late after the decision: nothing changes, and the receipt says so', async () => {
    const site = await anotherSite(applicant.driver, scene, '晨光亲子阅读会', 'chenguang-family.cn')
    const id = site.applicationId
    await handOver(applicant.driver, review.driver, scene, [id])
    await review.driver.call('review.claim', { id })
    await review.driver.call('review.decide', { id, outcome: 'rejected', opinions: [], remark: '材料不符' })
    await applicant.driver.call('applications.withdraw', { id })
    const made = await exportTo([])
    const { accepted } = await carry(applicant.driver, review.driver, made.bundleId)
    expect(accepted.items).toMatchObject([{ outcome: 'setAside', reason: '该申请已有审核结果“审核不通过”，不能再撤销' }])
    expect((await review.driver.call('review.get', { id })).status).toBe('rejected')
    await receiptBack(made.bundleId)
    expect((await detailOf(id)).timeline.at(-1)).toMatchObject({ title: '审核端没有办理撤销', detail: '该申请已有审核结果“审核不通过”，不能再撤销' })
    const { notices } = await applicant.driver.call('notices.list', { offset: 0, limit: 5 })
    expect(notices.some((notice) => notice.title === '审核端没有办理撤销：晨光亲子阅读会')).toBe(true)
  })
})
