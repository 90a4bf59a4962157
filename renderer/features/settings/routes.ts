import type { PageRoute } from '@/router/page-route'

export const settingsRoutes: readonly PageRoute[] = []
