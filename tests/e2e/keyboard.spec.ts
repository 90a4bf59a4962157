import type { Page } from '@playwright/test'
import { RESPONSIBLE } from '../support/sample-records'
import { tabTo, type PickedFile } from './support/controls'
import { idBack, idFront, idHeld } from './support/papers'
import { APPLICANT, heading, signIn } from './support/person'
import { expect, test } from './support/prepared'

async function typeAt(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, 'textbox', label)
  await page.keyboard.type(text)
}
async function pickAt(page: Page, label: string, file: PickedFile): Promise<void> {
  await tabTo(page, 'button', new RegExp(`^${label} `))
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(file)
  await expect(page.getByRole('button', { name: `${label}：${file.name}，查看大图` })).toBeVisible()
}

test('新增主体 of a person without a mouse, from the first-visit dialog to the submission', async ({ startAt, openPage }) => {
  const page = await openPage(await startAt('registered', 'applicant'))
  await signIn(page, APPLICANT)
  await expect(page.getByRole('button', { name: '申请主体' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(heading(page, '新增主体')).toBeFocused()

  await tabTo(page, 'combobox', '开办主体性质')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: '主办单位信息' })).toBeHidden()

  await typeAt(page, '负责人姓名', RESPONSIBLE.name)
  await typeAt(page, '负责人证件号码', RESPONSIBLE.idNumber)
  await tabTo(page, 'checkbox', '负责人证件有效期：长期有效')
  await page.keyboard.press('Space')
  await pickAt(page, '身份证人像面', await idFront())
  await pickAt(page, '身份证国徽面', await idBack())
  await pickAt(page, '身份证手持', await idHeld())
  await tabTo(page, 'combobox', '负责人常住地址')
  await page.keyboard.type('朝阳区')
  await expect(page.getByText('北京市 / 市辖区 / 朝阳区').filter({ visible: true })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await typeAt(page, '负责人常住详细地址', '望京街道阜通东大街6号')
  await typeAt(page, '负责人手机号码', '1380013800')
  await page.keyboard.press('Control+Enter')

  const summary = page.getByRole('alert').filter({ hasText: '有 1 处内容需要修改' })
  await expect(summary).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: '负责人手机号码' })).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type('0')
  await page.keyboard.press('Control+Enter')

  const dialog = page.getByRole('dialog', { name: '主体申请已提交' })
  await expect(dialog.getByRole('button', { name: '新办网站申请' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(heading(page, '新办网站申请')).toBeFocused()
})
