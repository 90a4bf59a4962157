import type { PageRoute } from '@/router/page-route'

export const applicationsRoutes: readonly PageRoute[] = []
