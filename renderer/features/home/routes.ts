import type { PageRoute } from '@/router/page-route'

export const homeRoutes: readonly PageRoute[] = []
