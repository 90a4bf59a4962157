import type { PageRoute } from '@/router/page-route'

export const noticesRoutes: readonly PageRoute[] = []
