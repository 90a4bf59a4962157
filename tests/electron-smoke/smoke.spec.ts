import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { readCaptcha } from './captcha-reader'
import { launchDesktop, whyNot, type Desktop, type Driver } from './launch-desktop'

interface Fixtures {
  /** Folders of one test; the program may be started in them several times. */
  folders: { dataDir: string; configDir: string }
  desktop: Desktop
}

const test = base.extend<Fixtures, { driver: Driver }>({
  driver: ['stand-in', { option: true, scope: 'worker' }],
  folders: async ({}, use) => {
    const base_ = await mkdtemp(join(tmpdir(), 'smoke-'))
    await use({ dataDir: join(base_, 'data'), configDir: join(base_, 'config') })
    await rm(base_, { recursive: true, force: true })
  },
  desktop: async ({ driver, folders }, use) => {
    const desktop = await launchDesktop(driver, folders)
    await use(desktop)
    await desktop.close()
  },
})

test.beforeEach(({ driver }) => {
  const reason = whyNot(driver)
  test.skip(reason !== undefined, reason)
})

const ACCOUNT = 'smoke.test'
const PASSWORD = 'smoke-test-2026'

type Api = { invoke(command: string, input: unknown): Promise<{ ok: boolean; value?: unknown; error?: { code: string } }> }
/** A command as the page's own bridge calls it: page → preload → main → services. */
const invoke = (page: Page, command: string, input: unknown): ReturnType<Api['invoke']> =>
  page.evaluate(([name, body]) => (window as unknown as { api: Api }).api.invoke(name as string, body), [command, input])

/** An input by its label, required or not. */
const field = (page: Page, label: string): Locator => page.getByLabel(new RegExp(`^\\*?\\s*${label}$`))

async function typeCaptcha(page: Page): Promise<void> {
  const picture = page.getByAltText('验证码图片', { exact: false })
  await expect(picture).toBeVisible()
  await field(page, '验证码').fill(readCaptcha((await picture.getAttribute('src')) ?? ''))
}

async function setUp(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '首次设置' })).toBeVisible()
  const answer = await invoke(page, 'station.setUp', { role: 'applicant', name: '冒烟测试单位', region: { code: '110105', name: '北京市朝阳区' } })
  expect(answer.ok).toBe(true)
  await page.reload()
}

async function register(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '注册账号' })).toBeVisible()
  await field(page, '账号').fill(ACCOUNT)
  await field(page, '密码').fill(PASSWORD)
  await field(page, '确认密码').fill(PASSWORD)
  await page.getByRole('button', { name: '下一步' }).click()
  await field(page, '姓名').fill('王小明')
  await field(page, '手机号码').fill('18612345678')
  await typeCaptcha(page)
  await page.getByRole('button', { name: '注册' }).click()
  await page.getByRole('button', { name: '去登录' }).click()
}

async function signIn(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '用户登录' })).toBeVisible()
  await field(page, '账号').fill(ACCOUNT)
  await field(page, '密码').fill(PASSWORD)
  await typeCaptcha(page)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()
}

test('from a fresh start to the first page, and again after closing', async ({ driver, folders }) => {
  const first = await launchDesktop(driver, folders)
  await setUp(first.page)
  await register(first.page)
  await signIn(first.page)
  await expect(first.page).toHaveTitle(/首页/)
  await first.close()

  const second = await launchDesktop(driver, folders)
  await signIn(second.page)
  await second.close()
})

test('the page gets two functions of the program and nothing of Electron or Node', async ({ desktop }) => {
  const { page } = desktop
  await expect(page.getByRole('heading', { name: '首次设置' })).toBeVisible()
  const seen = await page.evaluate(() => {
    const global = window as unknown as Record<string, unknown>
    return {
      api: Object.keys(global['api'] as object).sort(), frozen: Object.isFrozen(global['api']), secure: isSecureContext,
      others: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in global),
    }
  })
  expect(seen).toEqual({ api: ['invoke', 'on'], frozen: true, secure: true, others: [] })
  await expect(invoke(page, 'station.nothing', {})).rejects.toThrow()
  await expect(invoke(page, 'attachments.open', {})).rejects.toThrow()
  expect((await invoke(page, 'station.status', { more: 1 })).error?.code).toBe('general.invalidInput')
  expect((await invoke(page, 'settings.get', {})).error?.code).toBe('general.notReady')
})

test('the window stays on its own page and off the network', async ({ desktop }) => {
  const { page } = desktop
  await expect(page.getByRole('heading', { name: '首次设置' })).toBeVisible()
  const address = page.url()
  const reached = await page.evaluate(async () => {
    const tries = ['https://example.com/', 'http://127.0.0.1:1/', 'file:///etc/hostname'].map((url) => fetch(url).then(() => url, () => undefined))
    return (await Promise.all(tries)).filter((url) => url !== undefined)
  })
  expect(reached).toEqual([])
  await page.evaluate(() => {
    location.href = 'https://example.com/'
  })
  await page.evaluate(() => void window.open('https://example.com/'))
  await expect.poll(() => page.context().pages().map((open) => open.url())).toEqual([address])
  await expect(page.getByRole('heading', { name: '首次设置' })).toBeVisible()
  expect(page.url()).toBe(address)
  const refused = await page.evaluate(async () => {
    const paths = ['../package.json', 'assets/..%2f..%2fpackage.json', 'stream/constructor', 'api/station.status']
    return Promise.all(paths.map(async (path) => (await fetch(path)).status))
  })
  expect(refused).toEqual([404, 404, 404, 404])
})

test('bytes go in as a stream and out to the place the person chose', async ({ desktop, folders }) => {
  const { page } = desktop
  await setUp(page)
  await register(page)
  await signIn(page)
  const uploaded = await page.evaluate(async () => {
    const input = encodeURIComponent(JSON.stringify({ name: '测试.beian' }))
    const response = await fetch(`stream/bundles.upload?input=${input}`, { method: 'POST', body: new Blob([new Uint8Array(3_000_000)]) })
    return (await response.json()) as { ok: boolean; value: { size: number } }
  })
  expect(uploaded).toMatchObject({ ok: true, value: { size: 3_000_000 } })

  const path = join(folders.dataDir, '名片.json')
  await desktop.answerSaveDialog(path)
  expect(await invoke(page, 'station.saveCard', {})).toEqual({ ok: true, value: { kind: 'saved', path } })
  const streamed = await page.evaluate(async () => {
    const response = await fetch(`stream/station.cardFile?input=${encodeURIComponent('{}')}`)
    return { status: response.status, text: await response.text(), disposition: response.headers.get('content-disposition') }
  })
  expect(streamed.status).toBe(200)
  expect(streamed.disposition).toMatch(/^attachment;/)
  expect(await readFile(path, 'utf8')).toBe(streamed.text)
})

test('a bundle opened with the program waits for sign-in and then arrives', async ({ desktop, folders }) => {
  const { page } = desktop
  await setUp(page)
  await register(page)
  const file = join(folders.dataDir, '交接包.beian')
  await writeFile(file, 'not yet read')
  await page.evaluate(() => {
    const global = window as unknown as { api: { on(event: string, listener: (payload: unknown) => void): void }; arrived?: unknown[] }
    global.arrived = []
    global.api.on('bundles.arrived', (payload) => global.arrived?.push(payload))
  })
  await desktop.openAgain(file)
  const arrived = (): Promise<unknown[]> => page.evaluate(() => (window as unknown as { arrived: unknown[] }).arrived)
  expect(await arrived()).toEqual([])
  await signIn(page)
  await expect.poll(arrived).toEqual([{ incomingId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown, name: '交接包.beian' }])
})
