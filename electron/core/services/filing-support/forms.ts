import { AppError } from '#shared/errors/app-error'
import { businessType, isBusinessType, type BusinessTypeEntry } from '#shared/filing/business-types'
import { FORMS } from '#shared/forms/registry'
import type { FormContext, FormDeclaration } from '#shared/forms/types'
import type { CoreContext } from '../../context'

/** The form of a business type; undefined while none is declared for it. */
export function formOf(type: Pick<BusinessTypeEntry, 'form'>): FormDeclaration | undefined {
  const forms: Readonly<Record<string, FormDeclaration | undefined>> = FORMS
  return Object.hasOwn(forms, type.form) ? forms[type.form] : undefined
}

export interface Business {
  type: BusinessTypeEntry
  form: FormDeclaration
}

/** The business type and its form. @throws AppError filing.businessUnknown */
export function businessOf(id: string): Business {
  if (!isBusinessType(id)) throw new AppError('filing.businessUnknown')
  const type = businessType(id)
  const form = formOf(type)
  if (form === undefined) throw new AppError('filing.businessUnknown')
  return { type, form }
}

export const formContext = (ctx: CoreContext): FormContext => ({ dictionaries: ctx.resources.dictionaries, today: ctx.time.today() })
