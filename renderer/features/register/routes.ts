import { SIGNED_IN } from '#shared/contract/define'
import type { PageRoute } from '@/router/page-route'

export const registerRoutes: readonly PageRoute[] = [
  { name: 'register', path: '/register', title: '公安备案号查询', trail: [], access: SIGNED_IN, menu: { group: 'register', order: 0 }, component: () => import('./RegisterPage.vue') },
]
