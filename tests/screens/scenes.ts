import type { Page } from 'playwright'
import { businessPath, PAGE_PATHS, pathOf } from '#shared/filing/page-paths'
import type { MainJobResult } from '../support/main-job'

/** One picture: where to go, what to do there, and how it is named. */
export interface Scene {
  page: string
  state: string
  /** Route. */
  path: string
  act?: (page: Page) => Promise<unknown>
  /** The whole page instead of the window. */
  whole?: boolean
}

const click = (name: string | RegExp) => (page: Page): Promise<void> => page.getByRole('button', { name }).first().click()
const closeFirstVisit = async (page: Page): Promise<void> => {
  const later = page.getByRole('button', { name: '稍后再说' })
  await later.waitFor()
  await later.click()
  await later.waitFor({ state: 'hidden' })
}

export const FIRST_START: readonly Scene[] = [
  { page: 'set-up', state: 'empty', path: '/setup' },
  { page: 'set-up', state: 'error', path: '/setup', act: click('完成设置') },
]

export const SIGNED_OUT: readonly Scene[] = [
  { page: 'sign-in', state: 'empty', path: '/sign-in' },
  { page: 'sign-in', state: 'error', path: '/sign-in', act: click('登录') },
  { page: 'register-account', state: 'empty', path: '/register-account' },
  { page: 'register-account', state: 'error', path: '/register-account', act: click('下一步') },
  { page: 'reset-password', state: 'empty', path: '/reset-password' },
]

export const DAMAGED: readonly Scene[] = [{ page: 'recovery', state: 'damaged', path: '/recovery', whole: true }]

export const PASSPHRASE: readonly Scene[] = [
  { page: 'recovery', state: 'passphrase', path: '/recovery' },
  { page: 'recovery', state: 'forgotten', path: '/recovery', act: click('忘记启动口令，用恢复码打开') },
]

const PLAIN = (state: string): Scene[] => [
  { page: 'backup', state, path: '/settings/backup', whole: true },
  { page: 'audit', state, path: '/settings/audit' },
  { page: 'notices', state, path: PAGE_PATHS.notices },
  { page: 'handover-log', state, path: '/handover/log' },
  { page: 'station-cards', state, path: '/handover/stations' },
  { page: 'import-card', state, path: '/handover/stations', act: click(/^导入.*名片$/) },
  { page: 'register-query', state, path: '/register' },
  { page: 'account-security', state, path: '/settings/account', whole: true },
  { page: 'accounts', state, path: '/settings/accounts' },
  { page: 'account-dialog', state, path: '/settings/accounts', act: click('新建账号') },
  { page: 'settings', state, path: '/settings/station' },
  { page: 'help', state, path: '/help' },
]

const LISTS = (state: string): Scene[] => [
  { page: 'services', state, path: '/services' },
  { page: 'drafts', state, path: PAGE_PATHS.drafts },
  { page: 'applications', state, path: PAGE_PATHS.applications },
  { page: 'subjects', state, path: PAGE_PATHS.subjects },
  { page: 'websites', state, path: PAGE_PATHS.websites },
  { page: 'export', state, path: PAGE_PATHS.export },
  { page: 'import', state, path: PAGE_PATHS.import },
]

export const EMPTY_APPLICANT: readonly Scene[] = [
  { page: 'first-visit', state: 'empty', path: '/home', act: (page) => page.getByRole('button', { name: '申请主体' }).waitFor() },
  { page: 'home', state: 'empty', path: '/home', act: closeFirstVisit, whole: true },
  { page: 'flow', state: 'filled', path: '/flow' },
  ...LISTS('empty'),
  { page: 'subject-create', state: 'empty', path: businessPath('subject.create'), whole: true },
  { page: 'subject-create', state: 'error', path: businessPath('subject.create'), act: click('提交审核'), whole: true },
  { page: 'website-create', state: 'empty', path: businessPath('website.create') },
  ...PLAIN('empty'),
]

export const EMPTY_REVIEW: readonly Scene[] = [
  { page: 'queue', state: 'empty', path: '/review/queue' },
  { page: 'import-bundles', state: 'empty', path: '/handover/import-bundles' },
  { page: 'results', state: 'empty', path: '/handover/results' },
  { page: 'review-register', state: 'empty', path: '/review/register' },
  { page: 'statistics', state: 'empty', path: '/review/statistics' },
  { page: 'numbering', state: 'empty', path: '/review/numbering' },
]

export const FILLED_APPLICANT = (job: MainJobResult): Scene[] => [
  { page: 'home', state: 'filled', path: '/home', whole: true },
  ...LISTS('filled'),
  { page: 'application-subject', state: 'filled', path: pathOf('application', job.applicationIds.subject), whole: true },
  { page: 'application-website', state: 'filled', path: pathOf('application', job.applicationIds.website), whole: true },
  { page: 'subject', state: 'filled', path: pathOf('subject', job.subjectId), whole: true },
  { page: 'asset', state: 'filled', path: pathOf('asset', job.assetId), whole: true },
  { page: 'website-create', state: 'subject-step', path: businessPath('website.create'), whole: true },
  { page: 'website-create', state: 'site-step', path: businessPath('website.create'), act: click('下一步'), whole: true },
  {
    page: 'website-create', state: 'error', path: businessPath('website.create'), whole: true,
    act: async (page) => {
      await click('下一步')(page)
      await page.getByRole('region', { name: '网站信息', exact: true }).waitFor()
      await click('下一步')(page)
      await page.getByRole('alert').first().waitFor()
    },
  },
  { page: 'subject-change', state: 'filled', path: businessPath('subject.change'), whole: true },
  { page: 'website-change', state: 'filled', path: businessPath('website.change') },
  ...PLAIN('filled'),
]

export const FILLED_REVIEW = (job: MainJobResult): Scene[] => [
  { page: 'queue', state: 'filled', path: '/review/queue', act: (page) => page.getByText('全部', { exact: false }).first().click() },
  { page: 'review-item', state: 'website', path: pathOf('reviewItem', job.applicationIds.website), whole: true },
  { page: 'review-item', state: 'subject', path: pathOf('reviewItem', job.applicationIds.subject), whole: true },
  { page: 'results', state: 'filled', path: '/handover/results' },
  { page: 'import-bundles', state: 'filled', path: '/handover/import-bundles' },
  { page: 'review-register', state: 'filled', path: '/review/register' },
  { page: 'register-entry', state: 'filled', path: `/review/register/${job.assetId}`, whole: true },
  { page: 'statistics', state: 'filled', path: '/review/statistics' },
  { page: 'numbering', state: 'filled', path: '/review/numbering' },
  { page: 'handover-log', state: 'review', path: '/handover/log' },
  { page: 'station-cards', state: 'review', path: '/handover/stations' },
]

/** An applicant in the midst of it: a draft, two applications that wait, one of them to be exported. */
export const WORKING_APPLICANT = (ids: { draft: string; site: string; subject: string }): Scene[] => [
  { page: 'home', state: 'working', path: '/home', whole: true },
  { page: 'drafts', state: 'working', path: PAGE_PATHS.drafts },
  { page: 'draft', state: 'filled', path: pathOf('draft', ids.draft), whole: true },
  { page: 'draft-question', state: 'filled', path: businessPath('website.create'), act: (page) => page.getByRole('dialog').waitFor() },
  { page: 'applications', state: 'working', path: PAGE_PATHS.applications },
  { page: 'application-website', state: 'waiting', path: pathOf('application', ids.site), whole: true },
  { page: 'withdraw-dialog', state: 'filled', path: pathOf('application', ids.site), act: click('撤销申请') },
  { page: 'export', state: 'working', path: PAGE_PATHS.export, whole: true },
  {
    page: 'export', state: 'done', path: PAGE_PATHS.export, whole: true,
    act: async (page) => {
      const all = page.getByRole('checkbox', { name: '选择全部' })
      await all.waitFor({ state: 'attached' })
      // What has not gone out is chosen already.
      if (!(await all.isChecked())) await all.locator('xpath=ancestor::label').click()
      await click(/^导出 \d+ 个申请$/)(page)
      await page.getByText('交接包已生成并核对').waitFor()
    },
  },
]

export const RETURNED_APPLICANT = (ids: { site: string }): Scene[] => [
  { page: 'home', state: 'returned', path: '/home', whole: true },
  { page: 'application-website', state: 'returned', path: pathOf('application', ids.site), whole: true },
  {
    page: 'correction', state: 'filled', path: pathOf('application', ids.site), whole: true,
    act: async (page) => {
      await click(/补正/)(page)
      await page.getByRole('heading', { level: 1, name: '新办网站申请' }).waitFor()
    },
  },
]

/** A reviewer in the midst of it: one application waits, one is claimed. */
export const WORKING_REVIEW = (ids: { claimed: string; corrected: string; subject: string }): Scene[] => [
  { page: 'queue', state: 'working', path: '/review/queue' },
  { page: 'review-item', state: 'claimed', path: pathOf('reviewItem', ids.claimed), whole: true },
  { page: 'decision-dialog', state: 'returned', path: pathOf('reviewItem', ids.claimed), act: click('退回补正') },
  { page: 'decision-dialog', state: 'rejected', path: pathOf('reviewItem', ids.claimed), act: click('审核不通过') },
  { page: 'decision-dialog', state: 'approved', path: pathOf('reviewItem', ids.subject), act: click('审核通过') },
  { page: 'review-item', state: 'corrected', path: pathOf('reviewItem', ids.corrected), whole: true },
  { page: 'results', state: 'working', path: '/handover/results' },
  { page: 'statistics', state: 'working', path: '/review/statistics' },
]

/** A bundle file chosen: the preview before anything is written. */
export const IMPORT_PREVIEW = (bytes: Uint8Array): Scene[] => [
  {
    page: 'import-bundles', state: 'preview', path: '/handover/import-bundles', whole: true,
    act: async (page) => {
      await page.locator('input[type=file]').setInputFiles({ name: '晨光文化备案电脑.beian', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })
      await page.getByRole('button', { name: /确认导入|导入/ }).last().waitFor()
    },
  },
]
