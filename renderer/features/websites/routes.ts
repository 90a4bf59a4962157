import { FILERS } from '#shared/contract/define'
import { businessPath } from '#shared/filing/page-paths'
import { formPage } from '@/features/drafts/business-pages'
import type { PageRoute } from '@/router/page-route'

/** Addresses come from shared/filing/page-paths.ts (PAGE_PATHS, businessPath): notices and search hits lead to the same ones. */
export const websitesRoutes: readonly PageRoute[] = [
  {
    name: 'website.create', path: businessPath('website.create'), title: '新办网站申请', access: FILERS, menu: { group: 'website', order: 10 },
    component: () => import('./WebsiteCreatePage.vue'),
  },
  {
    name: 'website.change', path: businessPath('website.change'), title: '变更网站', access: FILERS, menu: { group: 'website', order: 20 },
    component: () => import('./WebsiteChangeListPage.vue'),
  },
  {
    ...formPage('website.change'), title: '变更详情', access: FILERS, trail: ['网站业务', { title: '变更网站', to: 'website.change' }],
    component: () => import('./WebsiteChangePage.vue'),
  },
]
