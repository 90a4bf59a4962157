import type { RouteLocationRaw, Router } from 'vue-router'
import { BUSINESS_TYPES, isBusinessType, type BusinessType, type BusinessTypeEntry } from '#shared/filing/business-types'
import { businessPath } from '#shared/filing/page-paths'
import { FORMS } from '#shared/forms/registry'
import type { FormDeclaration } from '#shared/forms/types'

/** The form a business is filled in on; undefined while none is declared. */
export const formOf = (type: Pick<BusinessTypeEntry, 'form'>): FormDeclaration | undefined => FORMS[type.form]

/** Business types this version can fill in, in the menu's order: the options of every 业务类型 filter. */
export const FILLABLE_TYPES: readonly BusinessTypeEntry[] = BUSINESS_TYPES.filter((type) => formOf(type) !== undefined)

/** A page is named after its business; where that is a list to choose from, its form's page adds this. */
const FORM_PAGE = '.form'

export interface BusinessTarget {
  draft?: string
  subject?: string
  asset?: string
}

/** The page that fills in a business, on a draft, subject or asset where one is named; undefined while there is none. */
export function businessPage(router: Router, type: string, target: BusinessTarget = {}): RouteLocationRaw | undefined {
  if (!isBusinessType(type)) return undefined
  const { asset, ...query } = target
  const form = `${type}${FORM_PAGE}`
  if (asset !== undefined && router.hasRoute(form)) return { name: form, params: { asset }, query }
  return router.hasRoute(type) ? { name: type, query: { ...target } } : undefined
}

/** Name and address of the form's page behind a list, e.g. 变更网站. */
export const formPage = (type: BusinessType): { name: string; path: string } => ({ name: `${type}${FORM_PAGE}`, path: `${businessPath(type)}/:asset` })
