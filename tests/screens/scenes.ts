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

const PLAIN = (state: string): Scene[] => [
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
