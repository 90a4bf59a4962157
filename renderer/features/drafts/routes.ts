import { FILERS } from '#shared/contract/define'
import { PAGE_PATHS } from '#shared/filing/page-paths'
import type { PageRoute } from '@/router/page-route'

/** Addresses come from shared/filing/page-paths.ts (PAGE_PATHS, businessPath): notices and search hits lead to the same ones. */
export const draftsRoutes: readonly PageRoute[] = [
  { name: 'drafts', path: PAGE_PATHS.drafts, title: '我的草稿', access: FILERS, menu: { group: 'mine', order: 10 }, component: () => import('./DraftsPage.vue') },
  {
    name: 'draft', path: PAGE_PATHS.draft, title: '草稿详情', access: FILERS, trail: ['我的', { title: '我的草稿', to: 'drafts' }],
    component: () => import('./DraftPage.vue'),
  },
]
