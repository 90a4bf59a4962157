import { FILERS } from '#shared/contract/define'
import { PAGE_PATHS } from '#shared/filing/page-paths'
import type { PageRoute } from '@/router/page-route'

/** Addresses come from shared/filing/page-paths.ts (PAGE_PATHS, businessPath): notices and search hits lead to the same ones. */
export const assetsRoutes: readonly PageRoute[] = [
  { name: 'websites', path: PAGE_PATHS.websites, title: '我的网站', access: FILERS, menu: { group: 'mine', order: 40 }, component: () => import('./WebsitesPage.vue') },
  {
    name: 'asset', path: PAGE_PATHS.asset, title: '网站详情', access: FILERS, trail: ['我的', { title: '我的网站', to: 'websites' }],
    component: () => import('./AssetPage.vue'),
  },
]
