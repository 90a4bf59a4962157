import { PAGE_PATHS } from '#shared/filing/page-paths'
import type { PageRoute } from '@/router/page-route'

export const noticesRoutes: readonly PageRoute[] = [
  { name: 'notices', path: PAGE_PATHS.notices, title: '系统通知', trail: [], component: () => import('./NoticesPage.vue') },
]
