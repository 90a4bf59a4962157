import type { Page } from '@playwright/test'
import { businessPath, PAGE_PATHS, pathOf } from '#shared/filing/page-paths'
import { expect } from './browser-host'
import { press, type } from './controls'
import { APPLICANT, COUNTER, heading, REVIEWER, signIn } from './person'
import type { RecordIds } from './full-scene'
import { settled, type Visit } from './walk'

const ACCOUNTS = { applicant: APPLICANT, counter: COUNTER, review: REVIEWER } as const

/** Signs in the first account of a prepared station. */
export async function enter(page: Page, role: keyof typeof ACCOUNTS): Promise<void> {
  await signIn(page, ACCOUNTS[role])
  await settled(page)
}

/** The first control with this name on the page. */
const first = (name: string | RegExp) => async (page: Page): Promise<void> => page.getByRole('main').getByRole('button', { name }).first().click()
const asked = (name: string | RegExp) => async (page: Page): Promise<void> => expect(page.getByRole('dialog', { name })).toBeVisible()
const inTurn = (...steps: ((page: Page) => Promise<unknown>)[]) => async (page: Page): Promise<void> => {
  for (const step of steps) await step(page)
}
const told = (page: Page): Promise<void> => expect(page.getByRole('alert').first()).toBeVisible()
/** To this step of a wizard, from wherever the draft was left. */
const goTo = (title: string) => async (page: Page): Promise<void> => {
  const steps = page.getByRole('navigation', { name: '办理步骤' })
  const wanted = steps.getByRole('button', { name: title })
  while ((await wanted.getAttribute('aria-current')) !== 'step') {
    const at = await steps.locator('[aria-current="step"]').innerText()
    await (await wanted.isEnabled() ? wanted : page.getByRole('button', { name: '下一步', exact: true })).click()
    await expect(steps.locator('[aria-current="step"]')).not.toHaveText(at)
  }
}

const answerDraft = async (page: Page): Promise<void> => press(page.getByRole('dialog', { name: '提示' }), '否')
const accountMenu = async (page: Page): Promise<void> => {
  await page.getByRole('banner').locator('[aria-haspopup="menu"]').last().click()
  await page.getByRole('menuitem', { name: '退出登录' }).waitFor()
}
const search = async (page: Page): Promise<void> => {
  await page.getByRole('combobox', { name: '搜索主体、网站和申请' }).fill('晨光')
  await page.getByRole('option').first().waitFor()
}
const register = async (page: Page): Promise<void> => {
  await page.getByRole('main').getByRole('textbox').first().fill('11010500000000')
  await press(page, '查询')
  await expect(page.getByRole('status').filter({ hasText: '条结果' })).toBeVisible()
}

/** Dialogs and states of the pages that every role has in the same way. */
const EVERYWHERE: readonly Visit[] = [
  { path: PAGE_PATHS.notices, state: '账号菜单', act: accountMenu },
  { path: '/settings/account', state: '有错误', act: async (page) => { await press(page, '修改密码'); await expect(page.getByText(/请输入|请填写/).first()).toBeVisible() } },
  { path: '/settings/accounts', state: '新建账号', act: inTurn(first('新建账号'), asked('新建账号')) },
  { path: '/settings/audit', state: '日志详情', act: inTurn(first(/^第 \d+ 条详情$/), asked(/./)) },
  { path: '/settings/backup', state: '更换恢复码', act: inTurn(first('更换恢复码'), asked(/恢复码/)) },
  { path: '/handover/stations', state: '导入名片', act: inTurn(first(/^导入.*名片$/), asked(/名片/)) },
  { path: '/register', state: '查询结果', act: register },
]

export const EMPTY_APPLICANT: readonly Visit[] = [
  { path: '/home', state: '首次访问已答', act: async (page) => press(page.getByRole('dialog', { name: '提示' }), '稍后再说') },
  { path: businessPath('subject.create'), state: '有错误', act: inTurn(first('提交审核'), told) },
]

const siteSteps = (draft: string): Visit[] => ['网站基本信息', '网站负责人', '提示说明'].map((title) =>
  ({ path: pathOf('draft', draft), arrives: '/business/', state: title, act: goTo(title) }))

/** What changes something stands last. */
export function applicantScenes(ids: RecordIds): Visit[] {
  const [siteDraft = '', subjectDraft = ''] = ids.draft ?? []
  const [, , waiting = ''] = ids.application ?? []
  const [subject = ''] = ids.subject ?? []
  return [
    ...EVERYWHERE,
    { path: PAGE_PATHS.websites, state: '搜索', act: search },
    { path: businessPath('subject.create'), state: '有错误', act: inTurn(answerDraft, first('提交审核'), told) },
    ...siteSteps(siteDraft),
    {
      path: pathOf('draft', siteDraft), arrives: '/business/', state: '查询接入服务商',
      act: inTurn(goTo('网站基本信息'), first('查询网络接入服务商'), asked('查询网络接入服务商')),
    },
    { path: businessPath('website.create'), state: '有错误', act: inTurn(answerDraft, goTo('网站基本信息'), first('下一步'), told) },
    { path: pathOf('subject', subject), state: '查看大图', act: inTurn(first(/^查看.+：/), asked(/./)) },
    { path: pathOf('application', waiting), state: '撤销申请', act: inTurn(first('撤销申请'), asked(/^撤销申请/)) },
    { path: PAGE_PATHS.drafts, state: '删除草稿', act: inTurn(first(/^删除草稿/), asked(/^删除草稿/)) },
    { path: '/handover/log', state: '记录详情', act: inTurn(first('详情'), asked(/./)) },
    { path: PAGE_PATHS.export, state: '已导出', act: inTurn(first(/^导出 \d+ 个申请$/), (page) => expect(page.getByRole('heading', { name: '交接包已生成并核对' })).toBeVisible()) },
    { path: pathOf('draft', subjectDraft), arrives: '/business/', state: '主体申请已提交', act: inTurn(first('提交审核'), asked('主体申请已提交')) },
  ]
}

export function reviewScenes(ids: RecordIds, bundle: string): Visit[] {
  const [claimed = ''] = ids['review-item'] ?? []
  const path = pathOf('reviewItem', claimed)
  const opinion = async (page: Page): Promise<void> => {
    await press(page, '填写意见：网站名称')
    await type(page, '对“网站名称”的意见', '与工信部备案的网站名称不一致，请核对后修改')
  }
  const preview = async (page: Page): Promise<void> => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByText('选择交接包文件', { exact: true }).click()
    await (await chooser).setFiles(bundle)
    await expect(page.getByText('检查通过', { exact: true })).toBeVisible()
  }
  return [
    { path: '/handover/import-bundles', state: '预览', act: preview },
    { path, state: '填写意见', act: opinion },
    { path, state: '审核通过', act: inTurn(first('审核通过'), asked(/^审核通过：/)) },
    { path, state: '退回补正', act: inTurn(first('退回补正'), asked(/^退回补正：/)) },
    { path, state: '审核不通过', act: inTurn(first('审核不通过'), asked(/^审核不通过：/)) },
    { path, state: '全屏查看', act: inTurn(first('全屏查看'), asked(/./)) },
    { path: '/handover/log', state: '记录详情', act: inTurn(first('详情'), asked(/./)) },
    {
      path, state: '已给出结果',
      act: inTurn(first('审核通过'), asked(/^审核通过：/), (page) => press(page.getByRole('dialog'), '审核通过'), (page) => expect(heading(page, '晨光少年阅读网')).toBeVisible()),
    },
  ]
}
