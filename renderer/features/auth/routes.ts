import type { PageRoute } from '@/router/page-route'

export const authRoutes: readonly PageRoute[] = []
