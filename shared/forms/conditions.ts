import { valueAt } from '../filing/values'
import type { Condition, FormValues } from './types'

const includes = (value: unknown, wanted: unknown): boolean => Array.isArray(value) && value.includes(wanted)

/**
 * Whether a condition of a declaration holds.
 * @param siblings the object that holds the field the condition belongs to; `sibling` ids are read there.
 */
export function holds(condition: Condition, record: FormValues, siblings: FormValues): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, record, siblings))
  if ('any' in condition) return condition.any.some((part) => holds(part, record, siblings))
  if ('not' in condition) return !holds(condition.not, record, siblings)
  const value = 'field' in condition ? valueAt(record, condition.field) : valueAt(siblings, condition.sibling)
  if ('in' in condition) return condition.in.includes(value)
  return 'includes' in condition ? includes(value, condition.includes) : value === condition.is
}

/** Shown, and so validated and stored: no condition, or one that holds. */
export const isShown = (part: { readonly when?: Condition }, record: FormValues, siblings: FormValues): boolean =>
  part.when === undefined || holds(part.when, record, siblings)

export const isRequired = (field: { readonly required?: boolean | Condition }, record: FormValues, siblings: FormValues): boolean =>
  typeof field.required === 'object' ? holds(field.required, record, siblings) : field.required === true
