import { FILERS } from '#shared/contract/define'
import { PAGE_PATHS } from '#shared/filing/page-paths'
import type { PageRoute } from '@/router/page-route'

/** Addresses come from shared/filing/page-paths.ts (PAGE_PATHS, businessPath): notices and search hits lead to the same ones. */
export const applicationsRoutes: readonly PageRoute[] = [
  {
    name: 'applications', path: PAGE_PATHS.applications, title: '我的申请', access: FILERS, menu: { group: 'mine', order: 20 },
    component: () => import('./ApplicationsPage.vue'),
  },
  {
    name: 'application', path: PAGE_PATHS.application, title: '申请详情', access: FILERS, trail: ['我的', { title: '我的申请', to: 'applications' }],
    component: () => import('./ApplicationPage.vue'),
  },
]
