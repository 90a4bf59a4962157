import type { PageRoute } from '@/router/page-route'

export const reviewRoutes: readonly PageRoute[] = []
