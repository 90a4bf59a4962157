import type { PageRoute } from '@/router/page-route'

export const draftsRoutes: readonly PageRoute[] = []
