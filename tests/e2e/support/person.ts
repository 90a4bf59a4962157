import { expect, type Page } from '@playwright/test'
import { STATION_ROLE_LABELS, type StationRole } from '#shared/filing/types'
import { box, press, selectRegion, tick, type } from './controls'
import { CAPTCHA_TEXT } from './browser-host'

export interface Account {
  account: string
  password: string
  name: string
  mobile: string
}
export const APPLICANT: Account = { account: 'chenguang', password: 'beian2026ok', name: '林晓燕', mobile: '13800138000' }
export const COUNTER: Account = { account: 'window01', password: 'beian2026ok', name: '赵窗口', mobile: '13800138000' }
export const REVIEWER: Account = { account: 'reviewer01', password: 'beian2026ok', name: '王审核', mobile: '13700137000' }

export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** 首次设置 up to the recovery code; gives the code. */
export async function setUpStation(page: Page, role: StationRole, name: string): Promise<string> {
  await page.getByText(STATION_ROLE_LABELS[role], { exact: true }).click()
  await type(page, '站点名称', name)
  await selectRegion(page, '所在地区', '朝阳区')
  await press(page, '完成设置')
  await expect(heading(page, '请保存恢复码')).toBeVisible()
  const code = await page.getByLabel('恢复码', { exact: true }).innerText()
  await tick(page, '我已打印或抄下恢复码，并妥善保管')
  await press(page, '下一步：注册账号')
  await expect(heading(page, '注册账号')).toBeVisible()
  return code
}

/** 注册账号 in its steps, up to the sign-in page. */
export async function register(page: Page, who: Account): Promise<void> {
  await type(page, '账号', who.account)
  await type(page, '密码', who.password)
  await type(page, '确认密码', who.password)
  await press(page, '下一步')
  await type(page, '姓名', who.name)
  await type(page, '手机号码', who.mobile)
  await type(page, '验证码', CAPTCHA_TEXT)
  await press(page, '注册')
  await press(page, '去登录')
  await expect(heading(page, '用户登录')).toBeVisible()
}

export async function fillSignIn(page: Page, who: Pick<Account, 'account' | 'password'>, captcha = CAPTCHA_TEXT): Promise<void> {
  await box(page, '账号').fill(who.account)
  await box(page, '密码').fill(who.password)
  await box(page, '验证码').fill(captcha)
  await press(page, '登录')
}

export async function signIn(page: Page, who: Pick<Account, 'account' | 'password'>): Promise<void> {
  await fillSignIn(page, who)
  await expect(heading(page, '用户登录')).toBeHidden()
}

/** A fresh program, set up and signed in to. */
export async function startStation(page: Page, role: StationRole, name: string, who: Account): Promise<string> {
  const code = await setUpStation(page, role, name)
  await register(page, who)
  await signIn(page, who)
  return code
}

/** Opens an entry of the left menu; its group is opened first where it is closed. */
export async function openMenu(page: Page, group: string, entry: string): Promise<void> {
  const menu = page.getByRole('navigation', { name: '主菜单' })
  const button = menu.getByRole('button', { name: group, exact: true })
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click()
  await menu.getByRole('link', { name: entry, exact: true }).click()
  await expect(heading(page, entry)).toBeVisible()
}
