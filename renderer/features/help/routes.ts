import type { PageRoute } from '@/router/page-route'

export const helpRoutes: readonly PageRoute[] = [
  { name: 'help', path: '/help', title: '帮助', trail: [], menu: { group: 'help', order: 0 }, component: () => import('./HelpPage.vue') },
]
