import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { BUSINESS_TYPES } from '#shared/filing/business-types'
import { PAGE_PATHS } from '#shared/filing/page-paths'
import { ACCOUNT_ROLES, STATION_ROLES } from '#shared/filing/types'
import { mayOpen } from '../../renderer/router/access'
import { HOME_PATH, QUEUE_PATH, RECOVERY_PATH, SET_UP_PATH, SIGN_IN_PATH } from '../../renderer/router/places'
import { PAGES } from '../../renderer/router/routes'

const twice = (values: readonly string[]): string[] => values.filter((value, index) => values.indexOf(value) !== index)
const titles: readonly string[] = BUSINESS_TYPES.map((entry) => entry.label)

describe('route tables', () => {
  it('give every page its own name and address', () => {
    expect(twice(PAGES.map((page) => page.name))).toEqual([])
    expect(twice(PAGES.map((page) => page.path))).toEqual([])
  })

  it('have a page at every address that guards, notices and reminders lead to', () => {
    const paths = PAGES.map((page) => page.path)
    for (const wanted of [HOME_PATH, QUEUE_PATH, RECOVERY_PATH, SET_UP_PATH, SIGN_IN_PATH, ...Object.values(PAGE_PATHS)]) expect(paths).toContain(wanted)
  })

  it('lead breadcrumbs to pages that exist, never to themselves', () => {
    const names = PAGES.map((page) => page.name)
    for (const page of PAGES) {
      for (const crumb of page.trail ?? []) if (typeof crumb !== 'string') expect([names.includes(crumb.to), crumb.to !== page.name], page.name).toEqual([true, true])
    }
  })

  it('lead breadcrumbs only to pages that whoever sees them may open', () => {
    const everybody = STATION_ROLES.flatMap((station) => ACCOUNT_ROLES.map((role) => [station, role] as const))
    for (const page of PAGES) {
      const crumbs = (page.trail ?? []).flatMap((crumb) => (typeof crumb === 'string' ? [] : PAGES.filter((other) => other.name === crumb.to)))
      for (const [station, role] of everybody.filter(([at, who]) => mayOpen(page, at, [who]))) {
        expect(crumbs.filter((crumb) => !mayOpen(crumb, station, [role])).map((crumb) => crumb.name), `${page.name} for ${role} at ${station}`).toEqual([])
      }
    }
  })

  it('open what is only information to every role', () => {
    for (const name of ['flow', 'help']) {
      const page = PAGES.find((entry) => entry.name === name)
      for (const station of STATION_ROLES) for (const role of ACCOUNT_ROLES) expect(page && mayOpen(page, station, [role]), `${name} for ${role} at ${station}`).toBe(true)
    }
  })

  it('import components that exist', () => {
    const root = path.resolve(import.meta.dirname, '../../renderer/features')
    for (const domain of new Set([...readFileSync(path.resolve(root, '../router/routes.ts'), 'utf8').matchAll(/features\/([\w-]+)\/routes/g)].map((match) => match[1] ?? ''))) {
      const source = readFileSync(path.join(root, domain, 'routes.ts'), 'utf8')
      for (const [, file] of source.matchAll(/import\('(\.[^']+)'\)/g)) expect(existsSync(path.join(root, domain, file ?? '')), `${domain} ${file}`).toBe(true)
    }
  })

  it('call business pages as the table of business types does', () => {
    for (const page of PAGES.filter((entry) => /^\/business\/[^/]+$/.test(entry.path))) {
      expect(titles.some((title) => page.title.startsWith(title)), page.title).toBe(true)
    }
  })
})
