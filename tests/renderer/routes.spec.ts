import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { BUSINESS_TYPES } from '#shared/filing/business-types'
import { PAGE_PATHS } from '#shared/filing/page-paths'
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
