import type { PageRoute } from '@/router/page-route'

export const subjectsRoutes: readonly PageRoute[] = []
