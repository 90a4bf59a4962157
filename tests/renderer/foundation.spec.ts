import type { Server } from 'node:http'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as axe from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../build/chromium'
import { isCalm } from '../support/page-still'
import { serveHarness } from './harness/serve'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let url = ''
let server: Server
let browser: Browser
let page: Page
let complaints: string[] = []

beforeAll(async () => {
  ;({ url, server } = await serveHarness())
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] })
}, 300_000)
afterAll(async () => {
  await browser?.close()
  server?.close()
})
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(25_000)
  complaints = []
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text()) })
  page.on('pageerror', (error) => complaints.push(error.message))
})
afterEach(async () => {
  await page.close()
  expect(complaints).toEqual([])
})

async function open(path: string, query = ''): Promise<void> {
  await page.goto(`${url}${query}#/${path}`)
  await page.locator('[data-page-title]').waitFor()
  if (['form', 'site', 'change'].includes(path)) await page.locator('[data-group]').first().waitFor()
}
/** Violations of serious or critical impact, each with the element. */
async function violations(): Promise<string[]> {
  // What fades out has neither its colours nor its focus any more.
  await expect.poll(() => isCalm(page), { timeout: 20_000 }).toBe(true)
  // Read in the page's own world, so that the program's content policy stays as it is.
  await page.evaluate(AXE)
  const results = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }))
  return results.violations.filter((found) => found.impact === 'serious' || found.impact === 'critical')
    .flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.html.slice(0, 160)}`))
}
const sent = (command: string): Promise<unknown[]> => page.evaluate((name) =>
  (window as unknown as { harness: { seen: { command: string; input: unknown }[] } }).harness.seen.filter((call) => call.command === name).map((call) => call.input), command)
/** How the next calls are answered. */
const tellNext = (what: 'saveFails' | 'revealFails', on: boolean): Promise<unknown> => page.evaluate(([name, value]) =>
  Object.assign((window as unknown as { harness: { next: object } }).harness.next, { [String(name)]: value }), [what, on] as const)
const focusedPath = (): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.closest('[data-path]')?.getAttribute('data-path'))

describe('frame', () => {
  it('is free of serious accessibility faults, also with its banners, menus open and narrow', async () => {
    await open('list', '?readonly&clock')
    await page.getByText('数据目前只能查看，不能保存。').waitFor()
    await page.getByText('共 37 条').waitFor()
    expect(await violations()).toEqual([])
    await page.getByRole('button', { name: '王欣' }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).waitFor()
    expect(await violations()).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '收起菜单' }).click()
    expect(await violations()).toEqual([])
  })

  it.each([640, 1280, 1920, 2560])('scrolls nothing sideways at %i px', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    for (const path of ['list', 'form', 'site', 'detail']) {
      await open(path)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), path).toBeLessThanOrEqual(0)
    }
  })

  it('finds by / and opens a hit with the keyboard, and moves the focus to the new title', async () => {
    await open('list')
    await page.keyboard.press('/')
    await page.keyboard.type('晨光')
    await page.getByRole('option', { name: '新办网站申请' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '新增主体' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('新增主体')
    expect(await page.title()).toBe('新增主体 - 联网备案离线办理')
  })

  it('skips to the title, and walks the menu with the arrows', async () => {
    await open('list')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    await page.getByRole('button', { name: '开办主体管理' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '新增主体' }).waitFor()
    await page.getByRole('link', { name: '新增主体' }).and(page.locator('[aria-current="page"]')).waitFor()
  })

  it('shows a bundle opened with the program where it is imported, and asks for sign-in when the session ends', async () => {
    const tell = (event: string, detail: unknown): Promise<boolean> =>
      page.evaluate(([name, payload]) => window.dispatchEvent(new CustomEvent(`harness:${String(name)}`, { detail: payload })), [event, detail])
    await open('list')
    await tell('bundles.arrived', { incomingId: '00000000-0000-4000-8000-000000000001', name: '申请.beian' })
    await expect.poll(() => new URL(page.url()).hash).toBe(`#/notices?incoming=00000000-0000-4000-8000-000000000001&name=${encodeURIComponent('申请.beian')}`)
    await open('list')
    await tell('session.ended', { reason: 'idle' })
    await expect.poll(() => new URL(page.url()).hash).toBe('#/sign-in?to=/list')
  })

  it('says what happened, instead of a blank window, when the program does not answer', async () => {
    await page.goto(`${url}?broken#/list`)
    await page.getByRole('alert').getByText('与本机程序的连接已断开').waitFor()
    await page.getByRole('button', { name: '重试' }).waitFor()
    expect(await violations()).toEqual([])
  })

  it('leads through breadcrumbs', async () => {
    await open('detail')
    await page.getByRole('navigation', { name: '当前位置' }).getByRole('link', { name: '我的申请' }).click()
    await page.getByText('共 37 条').waitFor()
  })
})

describe('lists', () => {
  it('filters, keeps the filter when the person comes back, and counts', async () => {
    await open('list')
    await page.getByRole('search', { name: '我的申请列表筛选' }).locator('.el-select').click()
    await page.getByRole('option', { name: '退回补正' }).click()
    await page.getByText('共 6 条').waitFor()
    await page.getByRole('row').filter({ hasText: '新办网站申请' }).first().getByRole('button', { name: '详情' }).click()
    await page.getByRole('heading', { name: '办理进度' }).waitFor()
    await page.goBack()
    await page.getByText('共 6 条').waitFor()
    await page.getByRole('button', { name: '重置' }).click()
    await page.getByText('共 37 条').waitFor()
  })

  it.each([640, 1000, 1280])('keep the head off the first row at %i px', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    await open('list')
    await page.locator('tbody tr').first().waitFor()
    const [head, first] = [await page.locator('thead th').nth(2).boundingBox(), await page.locator('tbody td').nth(2).boundingBox()]
    expect((head?.y ?? 0) + (head?.height ?? 0)).toBeLessThanOrEqual((first?.y ?? 0) + 1)
  })

  it('says that a filter found nothing and offers the way out', async () => {
    await open('list')
    await page.getByRole('search', { name: '我的申请列表筛选' }).locator('.el-select').click()
    await page.getByRole('option', { name: '待面审' }).click()
    await page.getByText('没有符合条件的记录').waitFor()
    // The list of choices is leaving the page.
    await page.locator('.el-select-dropdown:visible').waitFor({ state: 'hidden' })
    expect(await violations()).toEqual([])
    await page.getByRole('button', { name: '重置筛选' }).click()
    await page.getByText('共 37 条').waitFor()
  })

  it('asks with the safe choice in focus, returns the focus, and keeps a failure with its code until dismissed', async () => {
    await open('list')
    const opener = page.getByRole('row').nth(1).getByRole('button', { name: '撤销申请' })
    await opener.click()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('取消')
    expect(await violations()).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('general.unknownCommand 1a2b3c4d').waitFor()
    await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true)
  })
})

describe('messages', () => {
  it('cover no control, neither passing ones nor failures that stay', async () => {
    await open('list')
    await page.getByRole('row').nth(1).getByRole('button', { name: '撤销申请' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤销申请' }).click()
    const message = page.locator('.el-message').filter({ hasText: '申请已撤销' })
    await expect.poll(async () => (await message.boundingBox())?.y).toBeGreaterThanOrEqual(56)
    await open('detail')
    await tellNext('revealFails', true)
    await page.locator('label', { hasText: '显示完整号码' }).click()
    await page.getByText('完整内容没有显示：显示须先记入操作日志。').waitFor()
    for (const control of await page.locator(':is(header, nav, main) :is(a, button):enabled').filter({ visible: true }).all()) await control.click({ trial: true, timeout: 5_000 })
  })
})

describe('forms', () => {
  it('have no serious accessibility faults, fresh and with every error shown', async () => {
    for (const [path, button] of [['form', '提交审核'], ['site', '下一步']] as const) {
      await open(path)
      await page.locator('[data-group]').first().waitFor()
      expect(await violations(), path).toEqual([])
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('heading', { name: '处内容需要修改' }).waitFor()
      expect(await violations(), path).toEqual([])
    }
  })

  it('give every control its label, help and error', async () => {
    await open('form')
    const name = page.getByRole('textbox', { name: '主办单位名称' })
    await name.focus()
    await name.blur()
    expect(await name.getAttribute('aria-invalid')).toBe('true')
    expect(await name.getAttribute('aria-required')).toBe('true')
    const described = (await name.getAttribute('aria-describedby'))?.split(' ') ?? []
    const words = await page.evaluate((ids) => ids.map((id) => document.getElementById(id)?.textContent ?? '(none)').join('|'), described)
    expect(words).toContain('与证件上的单位全称完全一致')
    expect(words).toContain('请填写主办单位名称')
    for (const label of ['主办单位证件类型', '单位办公地址', '负责人证件有效期', '身份证人像面']) {
      expect(await page.locator(`[data-path] :is(input, button[data-control])`).and(page.getByLabel(label)).count(), label).toBeGreaterThan(0)
    }
  })

  it('check a field when it is left, then live, and fold full-width digits', async () => {
    await open('form')
    const mobile = page.getByRole('textbox', { name: '负责人手机号码' })
    await mobile.fill('1380000')
    expect(await page.getByText('手机号码应为11位').count()).toBe(0)
    await mobile.blur()
    await page.getByText('手机号码应为11位，现为7位，请核对').waitFor()
    await mobile.fill('13800000000')
    await page.getByText('手机号码应为11位').waitFor({ state: 'detached' })
    await mobile.fill('１３８００００００００')
    await mobile.blur()
    await expect.poll(() => mobile.inputValue()).toBe('13800000000')
  })

  it('name every problem on top; entries lead to their fields', async () => {
    await open('form')
    await page.keyboard.press('Control+Enter')
    const summary = page.getByRole('alert').filter({ hasText: '处内容需要修改' })
    await summary.waitFor()
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
    for (const [entry, path] of [
      ['请填写负责人证件号码', 'responsiblePerson.idNumber'], ['请选择单位办公地址', 'officeRegion'], ['请上传身份证国徽面', 'responsiblePerson.idBack'],
      ['请选择单位性质', 'organizationNature'], ['请选择负责人证件有效期', 'responsiblePerson.idExpiry'],
    ] as const) {
      await summary.getByRole('button', { name: entry }).click()
      expect(await focusedPath(), entry).toBe(path)
    }
  })

  it('hide what does not apply and ask nothing of it', async () => {
    await open('form')
    await page.locator('[data-path="nature"] .el-select').click()
    await page.getByRole('option', { name: '个人', exact: true }).click()
    await page.getByRole('heading', { name: '主办单位信息' }).waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.getByRole('heading', { name: '有 9 处内容需要修改' }).waitFor()
  })

  it('say 已保存 only when the save has answered, and keep saying what failed', async () => {
    await open('form')
    await page.getByRole('textbox', { name: '主办单位名称' }).fill('北京晨光书店有限公司')
    await page.getByText('有未保存的修改').waitFor()
    expect(await sent('drafts.save')).toHaveLength(0)
    await page.getByText('已保存 18:30:05').waitFor()
    expect(await sent('drafts.save')).toMatchObject([{ record: { organizationName: '北京晨光书店有限公司' } }])
    await page.getByText('负责人身份证将于 60 天后到期').first().waitFor()
    await tellNext('saveFails', true)
    await page.getByRole('textbox', { name: '主办单位名称' }).fill('北京晨光书店')
    await page.getByText('未保存：磁盘空间不足').waitFor()
    expect(await page.getByText('已保存').count()).toBe(0)
    // Leaving saves first; as that fails, it asks.
    await page.getByRole('link', { name: '联网备案离线办理' }).click()
    await page.getByRole('dialog', { name: '离开本页' }).waitFor()
    await page.getByRole('button', { name: '留在本页' }).click()
    await page.getByRole('heading', { level: 1, name: '新增主体' }).waitFor()
  })

  it('ask for a reason at a warning and lead to its field', async () => {
    await open('form')
    await page.keyboard.press('Control+S')
    const panel = page.getByRole('region', { name: /^预检/ })
    await panel.getByText('身份证号码第18位校验不符').waitFor()
    await panel.getByLabel('如确认无误，请说明原因').fill('新证正在办理')
    await expect.poll(async () => (await sent('drafts.save')).at(-1)).toMatchObject({ reasons: { 'PC-06:responsiblePerson.idExpiry': '新证正在办理' } })
    await panel.getByRole('button', { name: '去修改：身份证号码第18位校验不符' }).click()
    expect(await focusedPath()).toBe('responsiblePerson.idNumber')
  })

  it('take pictures, show them large, and refuse with the limit and the figure', async () => {
    await open('form')
    const field = page.locator('[data-path="organizationIdPhoto"]')
    const input = field.locator('input[type="file"]')
    await input.setInputFiles({ name: '大图.png', mimeType: 'image/png', buffer: Buffer.alloc(6.2 * 1024 * 1024) })
    await field.getByText('文件大小 6.2MB，超过 5MB 的上限').waitFor()
    await input.setInputFiles({ name: '假图.png', mimeType: 'image/png', buffer: Buffer.from('text') })
    await field.getByText('文件内容不是 png/jpeg/jpg 图片').waitFor()
    await input.setInputFiles({ name: '营业执照.png', mimeType: 'image/png', buffer: Buffer.from('png') })
    await field.getByText('营业执照.png').waitFor()
    expect(await field.getByRole('alert').count()).toBe(0)
    await field.getByRole('button', { name: '查看', exact: true }).click()
    const viewer = page.getByRole('dialog', { name: '主办单位有效证件' })
    await viewer.getByRole('button', { name: '放大' }).click()
    await viewer.getByText('125%').waitFor()
    expect(await violations()).toEqual([])
    await page.keyboard.press('Escape')
    await viewer.waitFor({ state: 'hidden' })
    await field.getByRole('button', { name: '删除' }).click()
    await field.getByText('请上传主办单位有效证件').waitFor()
  })

  it('mark copied fields 待核实 until confirmed or edited', async () => {
    await open('site')
    await page.getByRole('button', { name: '负责人一步' }).click()
    await page.locator('label', { hasText: '同主体负责人信息' }).first().click()
    const name = page.locator('[data-path="securityOfficer.name"]')
    await name.getByText('待核实').waitFor()
    expect(await violations()).toEqual([])
    await name.getByRole('button', { name: '确认无误' }).click()
    await name.getByText('待核实').waitFor({ state: 'detached' })
    const mobile = page.locator('[data-path="securityOfficer.mobile"]')
    await mobile.getByRole('textbox').fill('13900000000')
    await mobile.getByText('待核实').waitFor({ state: 'detached' })
    expect(await page.locator('[data-path="securityOfficer.idNumber"]').getByText('待核实').count()).toBe(1)
  })

  it('list domains and addresses with an error at the item, and give every ticked option its own sub-form', async () => {
    await open('site')
    const ip = page.locator('[data-path="ipAddresses"]')
    await ip.getByRole('textbox').fill('39.105.20.88，192.168.1.1')
    await ip.getByRole('textbox').press('Enter')
    await ip.getByText('第2项“192.168.1.1”：这是内网地址').waitFor()
    await ip.getByRole('button', { name: '删除 192.168.1.1' }).click()
    await ip.getByText('这是内网地址').waitFor({ state: 'detached' })
    const permits = page.locator('[data-group="preApprovalInfo"]')
    await permits.locator('label', { hasText: '是' }).first().click()
    await permits.locator('label.el-checkbox', { hasText: '出版' }).click()
    await permits.getByRole('region', { name: '出版' }).getByLabel('许可证号').fill('京出1号')
    await permits.locator('label.el-checkbox', { hasText: '新闻' }).click()
    expect(await permits.getByRole('region', { name: '出版' }).getByLabel('许可证号').inputValue()).toBe('京出1号')
    expect(await permits.getByRole('region', { name: '新闻' }).getByLabel('许可证号').inputValue()).toBe('')
    expect(await violations()).toEqual([])
  })

  it('pick a region through the cascade and store code and name', async () => {
    await open('form')
    const region = page.getByRole('combobox', { name: '单位办公地址' })
    expect(await region.getAttribute('aria-expanded')).toBe('false')
    await region.click()
    await expect.poll(() => region.getAttribute('aria-expanded')).toBe('true')
    expect(await page.locator(`[id="${String(await region.getAttribute('aria-controls'))}"]`).getByRole('menuitem').count()).toBeGreaterThan(30)
    expect(await violations()).toEqual([])
    for (const words of ['北京市', '市辖区', '东城区']) await page.getByRole('menuitem', { name: words, exact: true }).first().click()
    await expect.poll(() => region.getAttribute('aria-expanded')).toBe('false')
    await expect.poll(async () => (await sent('drafts.save')).at(-1)).toMatchObject({ record: { officeRegion: { code: '110101', name: '北京市/市辖区/东城区' } } })
  })

  it('lock what a change cannot alter, with the reason', async () => {
    await open('change')
    expect(await page.getByRole('textbox', { name: '主办单位名称' }).isDisabled()).toBe(true)
    await page.getByText('变更主体时不能改变主办单位名称').waitFor()
    expect(await page.getByRole('textbox', { name: '法定代表人姓名' }).isDisabled()).toBe(false)
    expect(await violations()).toEqual([])
  })
})

describe('details', () => {
  it('mask numbers until asked, show attachments and differences, with no serious fault', async () => {
    await open('detail')
    await page.getByRole('table').waitFor()
    expect(await page.getByText('110105********002X').count()).toBe(1)
    expect(await page.getByText('11010519491231002X').count()).toBe(0)
    expect(await violations()).toEqual([])
    await page.getByRole('button', { name: '显示负责人证件号码' }).click()
    await page.getByText('11010519491231002X').waitFor()
    expect(await page.getByRole('row').filter({ hasText: '负责人手机号码' }).textContent()).toContain('138****1234')
  })

  it('show the numbers of a comparison in full only once that is in the log', async () => {
    await open('detail')
    const mobile = page.getByRole('row').filter({ hasText: '负责人手机号码' })
    const box = page.getByRole('checkbox', { name: '显示完整号码' })
    await tellNext('revealFails', true)
    await page.locator('label', { hasText: '显示完整号码' }).click()
    await page.getByText('完整内容没有显示：显示须先记入操作日志。').waitFor()
    expect(await mobile.textContent()).toContain('138****1234')
    expect(await box.isChecked()).toBe(false)
    await tellNext('revealFails', false)
    await page.locator('label', { hasText: '显示完整号码' }).click()
    await mobile.getByText('13800001234').waitFor()
    expect((await sent('audit.reveal')).at(-1)).toEqual({ what: '变更前与变更后的全部号码', recordId: '00000000-0000-4000-8000-000000000001' })
    await page.locator('label', { hasText: '显示完整号码' }).click()
    await mobile.getByText('138****1234').waitFor()
    expect(await sent('audit.reveal')).toHaveLength(2)
  })
})
