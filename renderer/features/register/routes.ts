import type { PageRoute } from '@/router/page-route'

export const registerRoutes: readonly PageRoute[] = []
