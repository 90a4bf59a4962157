import type { PageRoute } from '@/router/page-route'

export const backupRoutes: readonly PageRoute[] = []
