import { expect, type Page } from '@playwright/test'
import type { AccountRole, StationRole } from '#shared/filing/types'
import { mayOpen } from '../../../renderer/router/access'
import type { PageRoute } from '../../../renderer/router/page-route'
import type { TestHost } from './browser-host'
import type { RecordIds } from './full-scene'
import { isStill } from '../../support/page-still'

/** What the walk needs of an entry of the route table. */
export type WalkRoute = Pick<PageRoute, 'name' | 'path' | 'title' | 'access' | 'phase'>

/** One thing to look at: an address, and what to do there first. */
export interface Visit {
  /** Of the route table; undefined for an address that has no page. */
  route?: string
  path: string
  /** What is special about it, for the report. */
  state?: string
  /** The page it leads on to, where it is not the one that was asked for. */
  arrives?: string
  act?: (page: Page) => Promise<unknown>
}

/** The route table of the program that runs, as its own router holds it: nothing that is built in is missing here. */
export function routeTable(page: Page): Promise<WalkRoute[]> {
  return page.evaluate(() => {
    interface Running { config: { globalProperties: { $router: { getRoutes(): { meta: { page?: WalkRoute } }[] } } } }
    const { __vue_app__: app } = document.querySelector('#app') as unknown as { __vue_app__: Running }
    return app.config.globalProperties.$router.getRoutes().flatMap(({ meta }) => meta.page ?? [])
      .map(({ name, path, title, access, phase }) => ({ name, path, title, access, phase }))
  })
}

export interface Walker {
  station: StationRole
  roles: readonly AccountRole[]
}
/** The first account of each station: its own work and the administration. */
export const WALKERS = {
  applicant: { station: 'applicant', roles: ['applicant', 'admin'] },
  counter: { station: 'counter', roles: ['clerk', 'admin'] },
  review: { station: 'review', roles: ['reviewer', 'admin'] },
} as const satisfies Record<string, Walker>

const isSignedInPage = (route: WalkRoute): boolean => route.phase === undefined && route.access !== 'public'

/** Pages this account opens by an address of their own; a page of one record once for each id, or not at all without `ids`. */
export function visitsOf(table: readonly WalkRoute[], walker: Walker, ids?: RecordIds): Visit[] {
  const own = table.filter((route) => isSignedInPage(route) && mayOpen(route as PageRoute, walker.station, walker.roles))
  return own.flatMap((route): Visit[] => {
    const hole = /:\w+/.exec(route.path)
    if (hole === null) return [{ route: route.name, path: route.path }]
    if (ids === undefined) return []
    const values = ids[route.name]
    if (values === undefined || values.length === 0) throw new Error(`no record to open the page “${route.name}” (${route.path}) with: add its id to full-scene.ts`)
    return values.map((id, index) => ({ route: route.name, path: route.path.replace(hole[0], id), state: `${index + 1}`, arrives: ONWARD[route.name] }))
  })
}

/** Pages that only lead on: where to. */
const ONWARD: Readonly<Record<string, string>> = { draft: '/business/' }

const isPublicPage = (route: WalkRoute): boolean => route.phase === undefined && route.access === 'public'
const addressed = (routes: readonly WalkRoute[]): Visit[] => routes.map((route) => ({ route: route.name, path: route.path }))

export const visitsSignedOut = (table: readonly WalkRoute[]): Visit[] => addressed(table.filter(isPublicPage))
export const visitsOfPhase = (table: readonly WalkRoute[], phase: 'fresh' | 'recovery'): Visit[] => addressed(table.filter((route) => route.phase === phase))

/** Pages that no walk opens: neither the first account of any station, nor anybody signed out, nor a phase. */
export const unvisited = (table: readonly WalkRoute[]): string[] => table.filter((route) =>
  !isPublicPage(route) && route.phase === undefined && !Object.values(WALKERS).some(({ station, roles }) => mayOpen(route as PageRoute, station, roles))).map((route) => route.name)

/** Requests under way in a window; read by `settled`. */
const underWay = new WeakMap<Page, Set<unknown>>()
function watchRequests(page: Page): Set<unknown> {
  const known = underWay.get(page)
  if (known !== undefined) return known
  const open = new Set<unknown>()
  underWay.set(page, open)
  page.on('request', (request) => { if (request.url().includes('/api/')) open.add(request) })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  // Pages with unsaved work ask before they are left.
  page.on('dialog', (dialog) => void dialog.accept())
  return open
}

/** Nothing asked for, loading or moving any more. */
export async function settled(page: Page): Promise<void> {
  const open = watchRequests(page)
  await expect.poll(async () => open.size === 0 && (await isStill(page)) && open.size === 0, { intervals: [20], message: `nothing moves any more at ${page.url()}` }).toBe(true)
}

/** A page that keeps nothing open; what was left there is closed or saved on the way. */
const ASIDE = { path: '/help', title: '帮助' } as const

/** Opens one visit's address, waits, and does what it says. */
async function pay(page: Page, origin: string, table: readonly WalkRoute[], visit: Visit): Promise<void> {
  watchRequests(page)
  if (visit.act !== undefined) {
    await page.goto(`${origin}/#${ASIDE.path}`)
    await expect(page).toHaveTitle(new RegExp(`^${ASIDE.title}`))
  }
  await page.goto(`${origin}/#${visit.path}`)
  const arrives = visit.arrives
  const title = table.find((route) => route.name === visit.route)?.title
  if (arrives !== undefined) await page.waitForURL((url) => url.hash.startsWith(`#${arrives}`))
  else if (title !== undefined) await expect(page, `the page “${visit.route}” opens`).toHaveTitle(`${title} - 联网备案离线办理`)
  await settled(page)
  expect(new URL(page.url()).hash, `the page “${visit.route}” stays`).toMatch(new RegExp(`^#${(arrives ?? visit.path).replace(/[.?]/g, '\\$&')}`))
  if (visit.act === undefined) return
  await visit.act(page)
  await settled(page)
}

/** Pays every visit and gathers what `look` says of it, each with where and in which state. */
export async function walk(page: Page, host: TestHost, visits: readonly Visit[], look: (page: Page) => Promise<string[]>): Promise<string[]> {
  const { origin } = new URL(host.url)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const table = await routeTable(page)
  const faults: string[] = []
  for (const visit of visits) {
    await pay(page, origin, table, visit)
    const said = await look(page)
    faults.push(...said.map((fault) => `${visit.route ?? visit.path}${visit.state === undefined ? '' : ` (${visit.state})`}: ${fault}`))
  }
  return faults
}
