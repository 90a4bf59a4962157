import { readFile } from 'node:fs/promises'
import { press, tick } from './support/controls'
import { connect } from './support/direct'
import { ORGANIZATION, SITE } from './support/filing'
import { exportBundle, importBundle, pick, previewBundle, type SavedFile } from './support/hand-over'
import { APPLICANT, heading, openMenu, REVIEWER, signIn } from './support/person'
import { expect, test } from './support/prepared'

interface Waiting { total: number }

test('a lone new subject is refused with the reason, on the page and past it', async ({ startAt, openPage }) => {
  const host = await startAt('submitted', 'applicant')
  const page = await openPage(host)
  await signIn(page, APPLICANT)
  await openMenu(page, '交接', '导出交接包')
  await page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `选择 ${SITE}` }) }).getByRole('checkbox').locator('xpath=ancestor::label').click()
  await expect(page.getByRole('button', { name: '导出 1 个申请' })).toBeDisabled()
  await expect(page.getByText('公安机关不会单独进行主体审核', { exact: false })).toBeVisible()

  const direct = await connect(host, APPLICANT)
  const { candidates, stations } = await direct.get<{ candidates: { applicationId: string; title: string }[]; stations: { stationId: string }[] }>('bundles.candidates', {})
  const alone = candidates.filter((candidate) => candidate.title === ORGANIZATION).map((candidate) => candidate.applicationId)
  const envelope = await direct.call('bundles.export', { applicationIds: alone, stationId: stations[0]?.stationId })
  expect(envelope).toMatchObject({ ok: false, error: { code: 'bundle.loneSubject' } })
  expect(await direct.get<Waiting>('bundles.log', {})).toMatchObject({ total: 0 })
  await direct.close()
})

test('another station, a flipped byte and a cut end are refused each with its own code, and nothing changes', async ({ startAt, openPage }) => {
  const applicant = await openPage(await startAt('submitted', 'applicant'))
  await signIn(applicant, APPLICANT)
  const bundle = await exportBundle(applicant, 2)
  const bytes = await readFile(bundle.path)

  const other = await openPage(await startAt('registered', 'review'))
  await signIn(other, REVIEWER)
  await openMenu(other, '交接', '导入交接包')
  await pick(other, '选择交接包文件', bundle)
  await expect(other.getByRole('alert')).toContainText('这个交接包不是发给本站的')
  await expect(other.getByRole('alert')).toContainText('bundle.notForUs')

  const host = await startAt('submitted', 'review')
  const review = await openPage(host)
  await signIn(review, REVIEWER)
  await openMenu(review, '交接', '导入交接包')
  const flipped = Buffer.from(bytes)
  const middle = Math.floor(bytes.length / 2)
  flipped[middle] = (flipped[middle] ?? 0) ^ 1
  for (const [damaged, code] of [[flipped, 'bundle.damaged'], [bytes.subarray(0, bytes.length - 40), 'bundle.truncated']] as const) {
    await pick(review, '选择交接包文件', { name: bundle.name, bytes: damaged })
    const alert = review.getByRole('alert')
    await expect(alert).toContainText(code)
    await expect(alert).toContainText('没有导入任何内容')
    await press(alert, '重新选择')
  }
  const direct = await connect(host, REVIEWER)
  expect(await direct.get<Waiting>('review.queue', { tab: 'all' })).toMatchObject({ total: 0 })
  expect(await direct.get<Waiting>('bundles.log', {})).toMatchObject({ total: 0 })
  await direct.close()
})

/** The same bundle again changes nothing and says so. */
test('the same bundle twice ends in the same state', async ({ startAt, openPage }) => {
  const applicant = await openPage(await startAt('submitted', 'applicant'))
  await signIn(applicant, APPLICANT)
  const bundle = await exportBundle(applicant, 2)
  const host = await startAt('submitted', 'review')
  const review = await openPage(host)
  await signIn(review, REVIEWER)
  await importBundle(review, '导入交接包', bundle)
  const direct = await connect(host, REVIEWER)
  const before = await direct.get<Waiting>('review.queue', { tab: 'all' })
  expect(before.total).toBe(2)
  await previewBundle(review, '导入交接包', bundle)
  await expect(review.getByText('这个交接包已经导入过，内容完全相同', { exact: false })).toBeVisible()
  await press(review, '确认导入')
  await expect(review.getByRole('heading', { name: /已处理/ })).toBeVisible()
  expect(await direct.get<Waiting>('review.queue', { tab: 'all' })).toEqual(before)
  await direct.close()
})

async function forget(page: import('@playwright/test').Page, name: string): Promise<void> {
  await openMenu(page, '交接', '站点名片')
  await press(page, `移除 ${name}`)
  await press(page.getByRole('dialog'), '移除')
  await expect(page.getByText('还没有登记其他站点')).toBeVisible()
}

test('an unknown sender is shown with its fingerprint, and taken in only once that was compared', async ({ startAt, openPage }) => {
  const applicant = await openPage(await startAt('submitted', 'applicant'))
  await signIn(applicant, APPLICANT)
  const bundle: SavedFile = await exportBundle(applicant, 2)
  await openMenu(applicant, '交接', '站点名片')
  const fingerprint = await applicant.getByRole('region', { name: '本站名片' }).getByText(/^\d{5}( \d{5}){5}$/).innerText()

  const review = await openPage(await startAt('submitted', 'review'))
  await signIn(review, REVIEWER)
  await forget(review, '晨光文化备案电脑')
  await previewBundle(review, '导入交接包', bundle)
  await expect(review.getByText(fingerprint)).toBeVisible()
  await expect(review.getByRole('button', { name: '确认导入' })).toBeDisabled()
  await tick(review, '我已与对方核对指纹，完全一致')
  await press(review, '确认导入')
  await expect(review.getByRole('heading', { name: /接收 2 项/ })).toBeVisible()
  await press(review, '去待审队列')
  await expect(heading(review, '待审队列')).toBeVisible()
  await expect(review.getByRole('row').filter({ hasText: SITE })).toBeVisible()
})
