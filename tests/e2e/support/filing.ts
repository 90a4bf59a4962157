import { expect, type Locator, type Page } from '@playwright/test'
import { CONTACT, RESPONSIBLE } from '../../support/sample-records'
import { choose, press, select, selectRegion, tick, type, upload } from './controls'
import { contactBack, contactFront, idBack, idFront, idHeld, licence } from './papers'
import { heading } from './person'

export const ORGANIZATION = '北京晨光文化传播有限公司'
export const SITE = '晨光阅读网'
export const DOMAIN = 'chenguang-reading.cn'

/** A card of a form by its title. */
export const group = (page: Page, title: string): Locator => page.getByRole('region', { name: title, exact: true })

/** 负责人信息 of 新增主体, as the manual's screen has it. */
export async function fillResponsiblePerson(page: Page): Promise<void> {
  const card = group(page, '负责人信息')
  await type(card, '负责人姓名', RESPONSIBLE.name)
  await type(card, '负责人证件号码', RESPONSIBLE.idNumber)
  await tick(card, '负责人证件有效期：长期有效')
  await upload(card, '身份证人像面', await idFront())
  await upload(card, '身份证国徽面', await idBack())
  await upload(card, '身份证手持', await idHeld())
  await selectRegion(card, '负责人常住地址', '朝阳区')
  await type(card, '负责人常住详细地址', '望京街道阜通东大街6号')
  await type(card, '负责人手机号码', RESPONSIBLE.mobile)
}

/** 主办单位信息 of 新增主体. */
export async function fillOrganization(page: Page): Promise<void> {
  await select(page, '单位性质', '企业单位')
  const card = group(page, '主办单位信息')
  await type(card, '主办单位名称', ORGANIZATION)
  await select(card, '主办单位证件类型', '统一社会信用代码证')
  await type(card, '主办单位证件号', '91110105MA0000015F')
  await upload(card, '主办单位有效证件', await licence())
  await selectRegion(card, '单位办公地址', '朝阳区')
  await type(card, '单位办公详细地址', '建国路街道建国路88号3层')
  await type(card, '法定代表人姓名', RESPONSIBLE.name)
}

/** 查询…服务商: the dialog with name and region, 【选择】 fills in. */
async function lookUp(page: Page, card: Locator, which: string, name: string, region: string): Promise<void> {
  await press(card, `查询${which}`)
  const dialog = page.getByRole('dialog', { name: `查询${which}` })
  await type(dialog, '名称', name.slice(0, 3))
  await selectRegion(dialog, which === '网络接入服务商' ? '接入商所属地区' : '域名服务商所属地区', region)
  await press(dialog, '查询')
  await press(dialog, `选择${name}`)
  await expect(dialog).toBeHidden()
}

/** 网站基本信息. @param launched 网站开通日期 */
export async function fillSite(page: Page, launched: string, name = SITE): Promise<void> {
  const site = group(page, '网站信息')
  await type(site, '网站名称', name)
  await choose(site, '是否有工信部备案号', '是')
  await type(site, '工信部备案号', '京ICP备2026032381号-1')
  await typeDate(site, '网站开通日期', launched)
  await type(site, '主域名', DOMAIN)
  await type(site, '网站首页网址', `https://www.${DOMAIN}/`)
  await type(site, 'IP', '39.105.20.88')

  const access = group(page, '网络接入服务商')
  await lookUp(page, access, '网络接入服务商', '阿里云计算有限公司', '西湖区')
  await select(access, '网站接入方式', '租赁主机')
  await lookUp(page, group(page, '域名注册服务商'), '域名注册服务商', '北京新网数码信息技术有限公司', '大兴区')

  const services = group(page, '服务类型')
  await tick(services, 'www服务')
  await tick(services, '网络文学')
  await choose(services, '是否提供互联网交互服务', '否')
  await choose(page, '是否提供涉及管制物品信息发布服务', '否')
  await choose(page, '是否涉及前置审核内容', '否')
  await tick(group(page, '网站语种'), '中文简体')
}

/** Types a day and takes it with Enter, as without a mouse. */
export async function typeDate(place: Page | Locator, label: string, day: string): Promise<void> {
  const field = place.getByRole('combobox', { name: label, exact: true })
  await field.fill(day)
  await field.press('Enter')
  await expect(field).toHaveValue(day)
}

/** 网站负责人: the security officer copied from the subject and looked through, another person as emergency contact. */
export async function fillPeople(page: Page): Promise<void> {
  const officer = group(page, '网站安全负责人信息')
  await tick(officer, '同主体负责人信息')
  const unverified = officer.getByRole('button', { name: /确认无误$/ })
  await expect(unverified.first()).toBeVisible()
  for (let left = await unverified.count(); left > 0; left--) await unverified.first().click()
  await expect(unverified).toHaveCount(0)

  const contact = group(page, '网站应急联络人')
  await type(contact, '联络人姓名', CONTACT.name)
  await type(contact, '联络人证件号码', CONTACT.idNumber)
  await typeDate(contact, '证件有效期', CONTACT.idExpiry)
  await upload(contact, '身份证人像面', await contactFront())
  await upload(contact, '身份证国徽面', await contactBack())
  await type(contact, '手机号码', CONTACT.mobile)
}

/** Gives a reason for each warning of the pre-check, as the panel asks. */
export async function explainWarnings(page: Page, text = '已核对，情况属实'): Promise<void> {
  const panel = page.getByRole('complementary', { name: '填写进度' })
  for (const box of await panel.getByRole('textbox').all()) {
    await box.fill(text)
    await box.blur()
  }
}

/** Goes on to the next step of a wizard. */
export async function nextStep(page: Page, step: string): Promise<void> {
  await press(page, '下一步')
  await expect(page.getByRole('navigation', { name: '办理步骤' }).getByRole('button', { name: step })).toHaveAttribute('aria-current', 'step')
}

/** 提交审核 of 新增主体 until the dialog that offers the next business. */
export async function submitSubject(page: Page): Promise<Locator> {
  await press(page, '提交审核')
  const dialog = page.getByRole('dialog', { name: '主体申请已提交' })
  await expect(dialog).toBeVisible()
  return dialog
}

/** From 网站负责人 to 提示说明: waits out the countdown by the page's clock, ticks and submits. */
export async function acknowledgeAndSubmit(page: Page): Promise<void> {
  await page.clock.install()
  await nextStep(page, '提示说明')
  await expect(page.getByRole('button', { name: /^提交/ })).toBeDisabled()
  await expect(page.getByText(/请阅读告知书，\d+ 秒后可以提交/)).toBeVisible()
  await page.clock.fastForward(31_000)
  await tick(page, '我已阅知上述告知事项，保证提交内容真实有效，承诺履行上述网络安全义务。')
  await press(page, '提交')
  await expect(heading(page, '申请详情')).toBeVisible()
}
