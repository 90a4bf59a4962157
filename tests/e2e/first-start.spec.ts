import { CAPTCHA_TEXT, expect, test } from './support/browser-host'
import { box, press, tabTo, type } from './support/controls'
import { APPLICANT, fillSignIn, heading, register, setUpStation, signIn, startStation } from './support/person'

const MINUTE = 60_000
const STATION = '晨光文化备案电脑'

test('set-up says what is missing at its fields, and shows the recovery code once', async ({ page }) => {
  await press(page, '完成设置')
  for (const words of ['请选择本机角色', '请选择省、市、区']) await expect(page.getByText(words, { exact: true })).toBeVisible()
  await expect(box(page, '站点名称')).toHaveAttribute('aria-invalid', 'true')
  await expect(heading(page, '首次设置')).toBeVisible()

  await setUpStation(page, 'applicant', STATION)
  await page.reload()
  await expect(page.getByText('恢复码', { exact: true })).toHaveCount(0)
  await expect(heading(page, '注册账号')).toBeVisible()
})

test('registration goes in steps, each with its errors at the fields', async ({ page }) => {
  await setUpStation(page, 'applicant', STATION)
  await type(page, '账号', '1')
  await type(page, '密码', 'short')
  await type(page, '确认密码', 'other')
  await press(page, '下一步')
  for (const label of ['账号', '密码', '确认密码']) await expect(box(page, label)).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('两次输入的密码不一致，请重新输入')).toBeVisible()

  await type(page, '账号', APPLICANT.account)
  await type(page, '密码', APPLICANT.password)
  await type(page, '确认密码', APPLICANT.password)
  await press(page, '下一步')
  await type(page, '姓名', APPLICANT.name)
  await type(page, '手机号码', '12345')
  await expect(box(page, '手机号码')).toHaveAttribute('aria-invalid', 'true')
  await type(page, '手机号码', APPLICANT.mobile)
  await type(page, '验证码', 'AAAA')
  await press(page, '注册')
  await expect(page.getByText('验证码不正确或已过期', { exact: false })).toBeVisible()
  await type(page, '验证码', CAPTCHA_TEXT)
  await press(page, '注册')
  await expect(page.getByText('注册完成').last()).toBeVisible()
})

test('sign-in refuses a wrong captcha and a wrong password, and locks after five', async ({ page, host }) => {
  await setUpStation(page, 'applicant', STATION)
  await register(page, APPLICANT)
  await fillSignIn(page, APPLICANT, 'AAAA')
  await expect(page.getByText('验证码不正确或已过期', { exact: false })).toBeVisible()

  for (const left of [4, 3, 2, 1]) {
    await fillSignIn(page, { ...APPLICANT, password: 'wrong2026pass' })
    await expect(page.getByRole('alert').filter({ hasText: `还可尝试 ${left} 次` })).toBeVisible()
  }
  await fillSignIn(page, { ...APPLICANT, password: 'wrong2026pass' })
  await expect(page.getByRole('alert').filter({ hasText: '账号已锁定，15 分钟后可再试' })).toBeVisible()
  await fillSignIn(page, APPLICANT)
  await expect(page.getByRole('alert').filter({ hasText: '账号已锁定' })).toBeVisible()

  await host.advance(15 * MINUTE + 1000)
  await press(page, '验证码图片，看不清可点击更换')
  await signIn(page, APPLICANT)
  await expect(heading(page, '首页')).toBeVisible()
})

test('忘记密码: the recovery code gives a new password and lifts the lock', async ({ page }) => {
  const code = await setUpStation(page, 'applicant', STATION)
  await register(page, APPLICANT)
  await page.getByRole('link', { name: '忘记密码' }).click()
  await type(page, '账号', APPLICANT.account)
  await type(page, '恢复码', 'AAAA-BBBB')
  await type(page, '新密码', 'anders2026ok')
  await type(page, '确认新密码', 'anders2026ok')
  await press(page, '重置密码')
  await expect(page.getByText('恢复码不正确', { exact: false })).toBeVisible()
  await type(page, '恢复码', code)
  await press(page, '重置密码')
  await expect(heading(page, '用户登录')).toBeVisible()
  await signIn(page, { ...APPLICANT, password: 'anders2026ok' })
  await expect(heading(page, '首页')).toBeVisible()
})

test('a session ends after the idle time, and goes on where it was', async ({ page, host }) => {
  await startStation(page, 'applicant', STATION, APPLICANT)
  await press(page, '稍后再说')
  await page.getByRole('link', { name: '业务办理' }).first().click()
  await expect(heading(page, '业务办理')).toBeVisible()
  await host.advance(16 * MINUTE)
  await expect(heading(page, '用户登录')).toBeVisible()
  await expect(page.getByText('长时间没有操作，已自动退出', { exact: false })).toBeVisible()
  await signIn(page, APPLICANT)
  await expect(heading(page, '业务办理')).toBeVisible()
})

test('first start, registration and sign-in by keyboard alone', async ({ page }) => {
  await expect(heading(page, '首次设置')).toBeVisible()
  await tabTo(page, 'radio', '申请端')
  await page.keyboard.press('Space')
  await expect(page.getByRole('radio', { name: '申请端' })).toBeChecked()
  await tabTo(page, 'textbox', '站点名称')
  await page.keyboard.type(STATION)
  await page.keyboard.press('Tab')
  await page.keyboard.type('朝阳区')
  await expect(page.getByText('北京市 / 市辖区 / 朝阳区')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', '完成设置')
  await page.keyboard.press('Enter')
  await expect(heading(page, '请保存恢复码')).toBeFocused()
  await tabTo(page, 'checkbox', '我已打印或抄下恢复码，并妥善保管')
  await page.keyboard.press('Space')
  await tabTo(page, 'button', '下一步：注册账号')
  await page.keyboard.press('Enter')

  for (const [label, text] of [['账号', APPLICANT.account], ['密码', APPLICANT.password], ['确认密码', APPLICANT.password]] as const) {
    await tabTo(page, 'textbox', label)
    await page.keyboard.type(text)
  }
  await page.keyboard.press('Enter')
  await expect(heading(page, '注册账号')).toBeFocused()
  for (const [label, text] of [['姓名', APPLICANT.name], ['手机号码', APPLICANT.mobile], ['验证码', CAPTCHA_TEXT]] as const) {
    await tabTo(page, 'textbox', label)
    await page.keyboard.type(text)
  }
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', '去登录')
  await page.keyboard.press('Enter')
  await expect(box(page, '密码')).toBeFocused()
  await page.keyboard.type(APPLICANT.password)
  await tabTo(page, 'textbox', '验证码')
  await page.keyboard.type(CAPTCHA_TEXT)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: '申请主体' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(heading(page, '新增主体')).toBeFocused()
})
