import {
  ChatDotRound, Connection, Files, Grid, HomeFilled, Iphone, List, Monitor, OfficeBuilding, Opportunity, QuestionFilled, Search, Setting, Shop, Stamp,
  User,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import { BUSINESS_GROUPS, type BusinessKind } from '#shared/filing/business-types'
import type { AccountRole, StationRole } from '#shared/filing/types'
import { mayOpen } from './access'
import type { MenuGroupId, PageRoute } from './page-route'

export interface MenuEntry {
  name: string
  label: string
  path: string
}
export interface MenuGroup {
  id: MenuGroupId
  label: string
  icon: Component
  entries: MenuEntry[]
  /** A group of one page is drawn as that page. */
  single: boolean
}

interface GroupLook {
  id: MenuGroupId
  label: string
  icon: Component
  /** Leads straight to its page. */
  single?: true
}

/** Icons of the business groups, in the order of the business-type table. */
const BUSINESS_ICONS: readonly Component[] = [OfficeBuilding, Monitor, Iphone, ChatDotRound, Connection, Shop, Opportunity]

const businessGroups = (Object.keys(BUSINESS_GROUPS) as BusinessKind[]).map((kind, index): GroupLook =>
  ({ id: kind, label: BUSINESS_GROUPS[kind].menu, icon: BUSINESS_ICONS[index] ?? Grid }))

/** Words and icons of the groups, in the menu's order (domain.md §6). */
const GROUPS: readonly GroupLook[] = [
  { id: 'home', label: '首页', icon: HomeFilled, single: true },
  { id: 'services', label: '业务办理', icon: Grid, single: true },
  { id: 'queue', label: '待审队列', icon: List, single: true },
  ...businessGroups,
  { id: 'mine', label: '我的', icon: User },
  { id: 'review', label: '审核管理', icon: Stamp },
  { id: 'handover', label: '交接', icon: Files },
  { id: 'register', label: '公安备案号查询', icon: Search, single: true },
  { id: 'station', label: '本机管理', icon: Setting },
  { id: 'help', label: '帮助', icon: QuestionFilled, single: true },
]

export const menuGroupLabel = (group: MenuGroupId): string => GROUPS.find((entry) => entry.id === group)?.label ?? ''

/** The left menu of one account on one station: only pages that exist and that it may open. */
export function menuOf(pages: readonly PageRoute[], stationRole: StationRole | undefined, roles: readonly AccountRole[]): MenuGroup[] {
  return GROUPS.flatMap(({ id, label, icon, single }): MenuGroup[] => {
    const own = pages.filter((page) => page.menu?.group === id && mayOpen(page, stationRole, roles))
    if (own.length === 0) return []
    const entries = own
      .toSorted((one, other) => (one.menu?.order ?? 0) - (other.menu?.order ?? 0))
      .map((page) => ({ name: page.name, label: page.menu?.label ?? page.title, path: page.path }))
    return [{ id, label, icon, entries, single: single === true && entries.length === 1 }]
  })
}
