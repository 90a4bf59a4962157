import type { PageRoute } from '@/router/page-route'

export const websitesRoutes: readonly PageRoute[] = []
