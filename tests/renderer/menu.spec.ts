import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACCOUNT_ROLES, STATION_ROLES } from '#shared/filing/types'
import { mayOpen } from '../../renderer/router/access'
import { menuOf } from '../../renderer/router/menu'
import type { PageRoute } from '../../renderer/router/page-route'

const component = (): Promise<never> => Promise.reject(new Error('not opened'))
const pages: readonly PageRoute[] = [
  { name: 'b', path: '/b', title: '变更主体', menu: { group: 'subject', order: 2 }, component, access: { roles: ['applicant', 'clerk'], stations: ['applicant', 'counter'] } },
  { name: 'a', path: '/a', title: '新增主体', menu: { group: 'subject', order: 1 }, component, access: { roles: ['applicant', 'clerk'], stations: ['applicant', 'counter'] } },
  { name: 'home', path: '/home', title: '首页', menu: { group: 'home', order: 1 }, component },
  { name: 'queue', path: '/q', title: '待审队列', menu: { group: 'queue', order: 1 }, component, access: { roles: ['reviewer'], stations: ['review'] } },
  { name: 'detail', path: '/d', title: '详情', component },
  { name: 'sign-in', path: '/s', title: '登录', component, access: 'public' },
]

describe('left menu', () => {
  it('shows groups in the order of the specification, entries by their order, and only pages with a place in it', () => {
    const menu = menuOf(pages, 'applicant', ['applicant'])
    expect(menu.map((group) => [group.label, group.single, group.entries.map((entry) => entry.label)])).toEqual([
      ['首页', true, ['首页']], ['开办主体管理', false, ['新增主体', '变更主体']],
    ])
  })

  it('never offers what the account may not open, and leaves no group empty', () => {
    fc.assert(fc.property(fc.constantFrom(...STATION_ROLES), fc.subarray([...ACCOUNT_ROLES]), (station, roles) => {
      const menu = menuOf(pages, station, roles)
      for (const group of menu) {
        expect(group.entries.length).toBeGreaterThan(0)
        for (const entry of group.entries) expect(mayOpen(pages.find((page) => page.name === entry.name)!, station, roles)).toBe(true)
      }
      const shown = menu.flatMap((group) => group.entries.map((entry) => entry.name))
      expect(shown.toSorted()).toEqual(pages.filter((page) => page.menu && mayOpen(page, station, roles)).map((page) => page.name).toSorted())
    }))
  })
})
