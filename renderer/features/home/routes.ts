import { FILERS } from '#shared/contract/define'
import type { PageRoute } from '@/router/page-route'

export const homeRoutes: readonly PageRoute[] = [
  { name: 'home', path: '/home', title: '首页', trail: [], access: FILERS, menu: { group: 'home', order: 0 }, component: () => import('./HomePage.vue') },
  { name: 'services', path: '/services', title: '业务办理', trail: [], access: FILERS, menu: { group: 'services', order: 0 }, component: () => import('./ServicesPage.vue') },
  { name: 'flow', path: '/flow', title: '办理流程图', trail: [{ title: '帮助', to: 'help' }], component: () => import('./FlowPage.vue') },
]
