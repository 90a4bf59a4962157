import { chromium, type Browser, type Page } from 'playwright'
import { fileURLToPath } from 'node:url'
import { CHROMIUM_ARGS, findChromium } from '../../build/chromium'
import { serveBrowser, type BrowserHost } from '../../electron/browser-host/server'
import { CAPTCHA_TEXT, type LiveStation } from './live-station'

const RENDERER = fileURLToPath(new URL('../../out/renderer', import.meta.url))

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] })

export const serveStation = (station: LiveStation): Promise<BrowserHost> =>
  serveBrowser({ core: station.core, ports: station.ports, rendererDir: RENDERER, port: 0 })

/** A window of its own session at a station; console errors are collected. */
export async function openWindow(browser: Browser, host: BrowserHost, errors: string[], size = { width: 1280, height: 800 }): Promise<Page> {
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.on('console', (message) => { if (message.type() === 'error') errors.push(`${page.url()} ${message.text()}`) })
  page.on('pageerror', (error) => errors.push(`${page.url()} ${error.stack ?? error.message}`))
  await page.goto(host.url)
  return page
}

/** Signs in through the page, as a person does. */
export async function signInByPage(page: Page, account: string, password: string): Promise<void> {
  await page.getByLabel('账号', { exact: true }).fill(account)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByLabel('验证码', { exact: true }).fill(CAPTCHA_TEXT)
  await page.getByRole('button', { name: '登录' }).click()
  await page.locator('[data-page-title]').waitFor()
}
