import type { PageRoute } from '@/router/page-route'

export const helpRoutes: readonly PageRoute[] = []
