import { REVIEWERS, type Access } from '#shared/contract/define'
import { PAGE_PATHS } from '#shared/filing/page-paths'
import { QUEUE_PATH } from '@/router/places'
import type { PageRoute } from '@/router/page-route'

/** Reviewers may look at the settings numbers are issued by; only administrators change them. */
const NUMBERING: Access = { roles: ['reviewer', 'admin'], stations: ['review'] }

export const reviewRoutes: readonly PageRoute[] = [
  { name: 'review-queue', path: QUEUE_PATH, title: '待审队列', trail: [], access: REVIEWERS, menu: { group: 'queue', order: 0 }, component: () => import('./QueuePage.vue') },
  {
    name: 'review-item', path: PAGE_PATHS.reviewItem, title: '审核详情', trail: [{ title: '待审队列', to: 'review-queue' }], access: REVIEWERS,
    component: () => import('./ReviewItemPage.vue'),
  },
  { name: 'register-book', path: '/review/register', title: '登记簿', access: REVIEWERS, menu: { group: 'review', order: 10 }, component: () => import('./RegisterBookPage.vue') },
  {
    name: 'register-entry', path: '/review/register/:id', title: '登记详情', trail: ['审核管理', { title: '登记簿', to: 'register-book' }], access: REVIEWERS,
    component: () => import('./RegisterEntryPage.vue'),
  },
  { name: 'review-statistics', path: '/review/statistics', title: '统计', access: REVIEWERS, menu: { group: 'review', order: 20 }, component: () => import('./StatisticsPage.vue') },
  { name: 'numbering', path: '/review/numbering', title: '发号设置', access: NUMBERING, menu: { group: 'review', order: 30 }, component: () => import('./NumberingPage.vue') },
]
