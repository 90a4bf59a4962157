import type { Component } from 'vue'
import type { Access } from '#shared/contract/define'
import type { BusinessKind } from '#shared/filing/business-types'

/** Groups of the left menu in their order (domain.md §6); `menu.ts` gives each its words and icon. */
export type MenuGroupId = 'home' | 'services' | 'queue' | BusinessKind | 'mine' | 'handover' | 'review' | 'register' | 'station' | 'help'

export interface MenuPlace {
  group: MenuGroupId
  /** Order in its group; smaller is higher. */
  order: number
  /** The entry's words where they are not the page's title. */
  label?: string
}

/** One entry of a breadcrumb; with a route it leads there. */
export type Crumb = string | { title: string; to: string }

/** A page as data: the router, the menu, breadcrumbs and guards all derive from it. */
export interface PageRoute {
  /** Unique; what `router.push({ name })` uses. */
  name: string
  path: string
  /** The page's title as the menu, the window and the last breadcrumb show it. */
  title: string
  /** Breadcrumbs before the title; 我的 > 我的申请 > 申请详情 has two. Left out: the menu group's words. */
  trail?: readonly Crumb[]
  component: () => Promise<{ default: Component }>
  /** `plain`: centred, for set-up and sign-in. */
  layout?: 'main' | 'plain'
  /** Left out: every signed-in account. Same form as a command's access; the trusted side enforces its own. */
  access?: Access
  /** Shown only while the station is in this phase. */
  phase?: 'fresh' | 'recovery'
  menu?: MenuPlace
  /** Query members whose change makes the page anew, as a change of the path does. */
  remakeOn?: readonly string[]
  /** Previews a .beian file opened with the program, given as `incoming` and `name` in the query. */
  importsBundles?: true
}
