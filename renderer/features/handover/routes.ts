import { FILERS, REVIEWERS } from '#shared/contract/define'
import { PAGE_PATHS } from '#shared/filing/page-paths'
import type { PageRoute } from '@/router/page-route'

export const handoverRoutes: readonly PageRoute[] = [
  { name: 'export-bundle', path: PAGE_PATHS.export, title: '导出交接包', access: FILERS, menu: { group: 'handover', order: 10 }, component: () => import('./ExportPage.vue') },
  { name: 'import-results', path: PAGE_PATHS.import, title: '导入结果', access: FILERS, menu: { group: 'handover', order: 20 }, importsBundles: true, remakeOn: ['incoming'], component: () => import('./ImportPage.vue') },
  { name: 'import-bundles', path: '/handover/import-bundles', title: '导入交接包', access: REVIEWERS, menu: { group: 'handover', order: 10 }, importsBundles: true, remakeOn: ['incoming'], component: () => import('./ImportPage.vue') },
  { name: 'export-results', path: '/handover/results', title: '结果导出', access: REVIEWERS, menu: { group: 'handover', order: 20 }, component: () => import('./ReturnsPage.vue') },
  { name: 'handover-log', path: '/handover/log', title: '交接记录', menu: { group: 'handover', order: 30 }, component: () => import('./LogPage.vue') },
  { name: 'station-cards', path: '/handover/stations', title: '站点名片', menu: { group: 'handover', order: 40 }, component: () => import('./StationsPage.vue') },
]
