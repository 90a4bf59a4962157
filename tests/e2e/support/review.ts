import { expect, type Page } from '@playwright/test'
import { press, type } from './controls'
import { heading } from './person'

const dialogOf = (page: Page, outcome: string) => page.getByRole('dialog', { name: new RegExp(`^${outcome}：`) })

/** From 待审队列 to 审核详情 of an application, which is claimed there. */
export async function claim(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '待审队列' }).click()
  await page.getByRole('row').filter({ hasText: title }).getByRole('button', { name: `审核：${title}`, exact: true }).click()
  await expect(heading(page, title)).toBeVisible()
  await press(page, '认领')
  await expect(page.getByText('已认领，审核意见自动保存')).toBeVisible()
}

/** An opinion at a field of 申请内容. */
export async function writeOpinion(page: Page, label: string, text: string): Promise<void> {
  await press(page, `填写意见：${label}`)
  await type(page, `对“${label}”的意见`, text)
}

/** Gives the outcome over its dialog. */
export async function decide(page: Page, outcome: '退回补正' | '审核通过'): Promise<void> {
  await press(page, outcome)
  const dialog = dialogOf(page, outcome)
  await expect(dialog.getByRole('button', { name: '取消' })).toBeFocused()
  await press(dialog, outcome)
  await expect(page.getByRole('heading', { name: `已给出审核结果：${outcome}` })).toBeVisible()
}
