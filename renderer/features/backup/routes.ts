import { ADMINS } from '#shared/contract/define'
import type { PageRoute } from '@/router/page-route'

export const backupRoutes: readonly PageRoute[] = [
  { name: 'backup', path: '/settings/backup', title: '数据与备份', trail: ['本机管理'], menu: { group: 'station', order: 40 }, component: () => import('./BackupPage.vue') },
  { name: 'audit', path: '/settings/audit', title: '操作日志', access: ADMINS, trail: ['本机管理'], menu: { group: 'station', order: 50 }, component: () => import('./AuditPage.vue') },
]
