import type { FormValues } from '../forms/types'
import type { AttachmentRef, RegionRef } from './types'

/** Safe reading of records under way, in which any part may be missing or of another type (shared/forms/types.ts). */

const isObject = (value: unknown): value is FormValues => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a path such as `responsiblePerson.idNumber` or `items[0].code`; undefined when there is none. */
export function valueAt(record: unknown, path: string): unknown {
  const steps = path.replace(/\[(\d+)\]/g, '.$1').split('.')
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)]
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }, record)
}

/** A text with something in it. */
export function textAt(record: unknown, path: string): string | undefined {
  const value = valueAt(record, path)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}
export function flagAt(record: unknown, path: string): boolean | undefined {
  const value = valueAt(record, path)
  return typeof value === 'boolean' ? value : undefined
}
/** The texts of a list; other things in it are left out. */
export function textsAt(record: unknown, path: string): string[] {
  const value = valueAt(record, path)
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string' && entry.trim() !== '') : []
}
/** The objects of a list, with their places in it. */
export function itemsAt(record: unknown, path: string): { item: FormValues; path: string }[] {
  const value = valueAt(record, path)
  if (!Array.isArray(value)) return []
  return value.flatMap((item: unknown, index) => (isObject(item) ? [{ item, path: `${path}[${index}]` }] : []))
}
export function regionAt(record: unknown, path: string): RegionRef | undefined {
  const code = textAt(record, `${path}.code`)
  const name = textAt(record, `${path}.name`)
  return code === undefined || name === undefined ? undefined : { code, name }
}
export function isAttachment(value: unknown): value is AttachmentRef {
  return isObject(value) && typeof value.sha256 === 'string' && typeof value.size === 'number' && typeof value.type === 'string'
}
export function attachmentAt(record: unknown, path: string): AttachmentRef | undefined {
  const value = valueAt(record, path)
  return isAttachment(value) ? value : undefined
}
