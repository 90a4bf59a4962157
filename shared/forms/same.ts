import { kindOf } from './field-kinds/index'
import { isPlainObject } from './paths'
import type { Field } from './types'

/** Deep equality of JSON values, whatever the order of keys; absent and undefined are the same. */
export function jsonEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((item, index) => jsonEqual(item, other[index]))
  if (!isPlainObject(one) || !isPlainObject(other)) return false
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => jsonEqual(one[key], other[key]))
}

/** Whether two values of a field say the same, by its kind. */
export function isSame(field: Field, one: unknown, other: unknown): boolean {
  if (field.kind === 'object' || field.kind === 'list') return jsonEqual(one, other)
  const kind = kindOf(field)
  if (kind.isEmpty(one) || kind.isEmpty(other)) return kind.isEmpty(one) && kind.isEmpty(other)
  return kind.same ? kind.same(one, other) : jsonEqual(one, other)
}
