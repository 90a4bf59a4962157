import { nextTick } from 'vue'
import { createRouter, createWebHashHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { notifyFailure } from '@/components/notify'
import NotFoundPage from '@/layout/NotFoundPage.vue'
import { installGuards } from './guards'
import type { PageRoute } from './page-route'
import { PRODUCT_NAME } from './product'

declare module 'vue-router' {
  interface RouteMeta {
    page?: PageRoute
  }
}

const record = (page: PageRoute): RouteRecordRaw => ({ name: page.name, path: page.path, component: page.component, meta: { page } })

/** Focus goes to the page's title on a page change, so that reading and tabbing start there (ui.md). */
function focusTitle(): void {
  const title = document.querySelector<HTMLElement>('[data-page-title]')
  title?.focus({ preventScroll: true })
}

/** Hash history: works from app:// and from the browser host without any server rule. */
export function createAppRouter(pages: readonly PageRoute[]): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [...pages.map(record), { path: '/:rest(.*)*', component: NotFoundPage }],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  installGuards(router)
  let first = true
  router.afterEach((to, from, failure) => {
    if (failure !== undefined) return
    const title = to.meta.page?.title
    document.title = title === undefined ? PRODUCT_NAME : `${title} - ${PRODUCT_NAME}`
    if (!first && to.path !== from.path) void nextTick(focusTitle)
    first = false
  })
  router.onError((error) => notifyFailure(error))
  return router
}
