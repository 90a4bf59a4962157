import { ADMINS } from '#shared/contract/define'
import type { PageRoute } from '@/router/page-route'

export const settingsRoutes: readonly PageRoute[] = [
  { name: 'accountSecurity', path: '/settings/account', title: '账号安全', trail: ['本机管理'], menu: { group: 'station', order: 10 }, component: () => import('./AccountSecurityPage.vue') },
  { name: 'accounts', path: '/settings/accounts', title: '账号管理', access: ADMINS, trail: ['本机管理'], menu: { group: 'station', order: 20 }, component: () => import('./AccountsPage.vue') },
  { name: 'settings', path: '/settings/station', title: '本机设置', access: ADMINS, trail: ['本机管理'], menu: { group: 'station', order: 30 }, component: () => import('./SettingsPage.vue') },
]
