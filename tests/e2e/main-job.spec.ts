import type { Page } from '@playwright/test'
import { chinaDate } from '#shared/filing/china-time'
import { expect, startBrowserHost, test } from './support/browser-host'
import { box, press, tick, type } from './support/controls'
import {
  acknowledgeAndSubmit, explainWarnings, fillOrganization, fillPeople, fillResponsiblePerson, fillSite, nextStep, ORGANIZATION, SITE, submitSubject,
} from './support/filing'
import { exportBundle, exportDecisions, exportReceipt, importBundle, previewBundle, saveCard, saved, takeCard, type SavedFile } from './support/hand-over'
import { APPLICANT, heading, openMenu, REVIEWER, startStation } from './support/person'
import { claim, decide, writeOpinion } from './support/review'

/** The name after the correction that the reviewer asks for. */
const RENAMED = '晨光阅读网站'

/** product.md, step 1: a subject over its draft, then its site in four steps. */
async function fileSubjectAndSite(page: Page): Promise<void> {
  await press(page.getByRole('dialog', { name: '提示' }), '申请主体')
  await expect(heading(page, '新增主体')).toBeVisible()
  await fillOrganization(page)
  await press(page, '保存草稿')
  await expect(heading(page, '我的草稿')).toBeVisible()
  await press(page, `${ORGANIZATION}详情`)
  await expect(heading(page, '新增主体')).toBeVisible()
  await fillResponsiblePerson(page)
  await explainWarnings(page)
  await press(await submitSubject(page), '新办网站申请')

  await expect(heading(page, '新办网站申请')).toBeVisible()
  await expect(page.getByText('主体信息只读', { exact: false })).toBeVisible()
  await nextStep(page, '网站基本信息')
  await fillSite(page, chinaDate(Date.now()))
  await nextStep(page, '网站负责人')
  await fillPeople(page)
  await explainWarnings(page)
  await acknowledgeAndSubmit(page)
}

/** Each station takes in the other's card, the fingerprints compared. */
async function exchangeCards(applicant: Page, review: Page): Promise<void> {
  const [own, theirs] = [await saveCard(applicant), await saveCard(review)]
  await press(applicant, '导入审核端名片')
  await takeCard(applicant, theirs)
  await press(review, '导入站点名片')
  await takeCard(review, own)
  await expect(review.getByRole('row').filter({ hasText: own.fingerprint })).toBeVisible()
}

/** Step 3, first half: taken in, receipt made, one field returned. */
async function returnOneField(review: Page, bundle: SavedFile): Promise<{ receipt: SavedFile; decision: SavedFile; checkCode: string }> {
  const taken = await importBundle(review, '导入交接包', bundle)
  await expect(taken).toContainText('接收 2 项')
  const checkCode = await taken.getByText(/^[\dA-Z]{4}(-[\dA-Z]{4})+$/).innerText()
  const receipt = await exportReceipt(review)
  await claim(review, SITE)
  await writeOpinion(review, '网站名称', '与工信部备案的网站名称不一致，请核对后修改')
  await decide(review, '退回补正')
  return { receipt, checkCode, decision: await exportDecisions(review, 1) }
}

/** Step 4, first half: receipt and decision come in; the application opens at the field and goes out again. */
async function correct(applicant: Page, answer: { receipt: SavedFile; decision: SavedFile; checkCode: string }): Promise<SavedFile> {
  await expect(await importBundle(applicant, '导入结果', answer.receipt)).toContainText(answer.checkCode)
  await openMenu(applicant, '我的', '我的申请')
  await expect(applicant.getByRole('row').filter({ hasText: ORGANIZATION }).first()).toContainText('已签收')
  await importBundle(applicant, '导入结果', answer.decision)
  await press(applicant, '查看我的申请')
  const row = applicant.getByRole('row').filter({ hasText: SITE })
  await expect(row).toContainText('退回补正')
  await press(row, `新办网站申请${SITE}详情`)
  await expect(applicant.getByRole('region', { name: '审核意见：请补正 1 处' }).first()).toContainText('网站名称')
  await press(applicant, '去补正')
  await expect(heading(applicant, '新办网站申请')).toBeVisible()
  await expect(box(applicant, '网站名称')).toBeFocused()
  await type(applicant, '网站名称', RENAMED)
  await nextStep(applicant, '网站负责人')
  await acknowledgeAndSubmit(applicant)
  return exportBundle(applicant, 1)
}

/** Step 3, second half: what differs is shown, both are approved, the number is issued. */
async function approveBoth(review: Page, bundle: SavedFile): Promise<{ number: string; decisions: SavedFile }> {
  await expect(await previewBundle(review, '导入交接包', bundle)).toContainText('新的修订')
  await press(review, '确认导入')
  await claim(review, ORGANIZATION)
  await decide(review, '审核通过')
  await claim(review, RENAMED)
  const changes = review.getByRole('region', { name: '第 2 次提交，与上次的差异' })
  await expect(changes.getByText('已修改')).toBeVisible()
  await expect(changes.getByRole('row').filter({ hasText: '网站名称' })).toContainText(RENAMED)
  await decide(review, '审核通过')
  const number = await review.getByText(/^京公网安备\s?\d{14}号/).first().innerText()
  return { number, decisions: await exportDecisions(review, 2) }
}

test('the main job by mouse: prepared, handed over, returned, corrected, approved, brought back', async ({ page: applicant, openPage }) => {
  test.setTimeout(300_000)
  const reviewHost = await startBrowserHost()
  const review = await openPage(reviewHost)
  await startStation(applicant, 'applicant', '晨光文化备案电脑', APPLICANT)
  await startStation(review, 'review', '朝阳分局网安审核端', REVIEWER)
  await fileSubjectAndSite(applicant)
  await exchangeCards(applicant, review)
  const answer = await returnOneField(review, await exportBundle(applicant, 2))
  const { number, decisions } = await approveBoth(review, await correct(applicant, answer))

  await importBundle(applicant, '导入结果', decisions)
  await openMenu(applicant, '我的', '我的主体')
  await expect(applicant.getByRole('main').getByText('有效', { exact: true })).toBeVisible()
  await openMenu(applicant, '我的', '我的网站')
  const site = applicant.getByRole('row').filter({ hasText: RENAMED })
  await expect(site).toContainText('已备案')
  await press(site, `${RENAMED}详情`)

  const card = applicant.getByRole('region', { name: '备案号' })
  await expect(card).toContainText(number)
  await applicant.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await press(card, '复制备案号')
  expect(await applicant.evaluate(() => navigator.clipboard.readText())).toBe(number)
  await press(card, '复制代码')
  await expect.poll(() => applicant.evaluate(() => navigator.clipboard.readText()))
    .toBe(`<a href="https://beian.mps.gov.cn/#/query/webSearch?code=${/\d{14}/.exec(number)?.[0]}" rel="noreferrer" target="_blank">${number}</a>`)
  expect((await saved(applicant, () => press(card, '下载图标'))).name).toMatch(/\.(png|svg)$/)
  await tick(card, '已悬挂')
  await expect(card).toContainText('悬挂。')

  await applicant.getByRole('banner').getByRole('link', { name: /^通知/ }).click()
  await expect(applicant.getByRole('button', { name: new RegExp(`退回补正：新办网站申请“${SITE}”`) })).toBeVisible()
  await applicant.getByRole('button', { name: new RegExp(`审核通过：新办网站申请“${RENAMED}”`) }).click()
  await press(applicant, '查看')
  await expect(heading(applicant, RENAMED)).toBeVisible()
  await review.close()
  await reviewHost.stop()
})
