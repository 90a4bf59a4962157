import type { PageRoute } from '@/router/page-route'

export const assetsRoutes: readonly PageRoute[] = []
