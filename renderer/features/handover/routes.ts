import type { PageRoute } from '@/router/page-route'

export const handoverRoutes: readonly PageRoute[] = []
