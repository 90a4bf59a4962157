import type { FormValues } from './types'

/**
 * Paths of values in a record: `responsiblePerson.idNumber`, `preApprovals.items[0].licenceNumber` (the form of yup and
 * vee-validate). A pattern is a path without its indexes: `preApprovals.items[].licenceNumber`.
 */
export type PathPart = string | number

export const isPlainObject = (value: unknown): value is FormValues => typeof value === 'object' && value !== null && !Array.isArray(value)

export const joinPath = (parent: string, part: PathPart): string =>
  typeof part === 'number' ? `${parent}[${part}]` : parent === '' ? part : `${parent}.${part}`

export function parsePath(path: string): PathPart[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map((match) => (match[1] === undefined ? (match[2] ?? '') : Number(match[1])))
}

export const patternOf = (path: string): string => path.replace(/\[\d+\]/g, '[]')

const readPart = (value: unknown, part: PathPart): unknown => {
  if (typeof part === 'number') return Array.isArray(value) ? value[part] : undefined
  return isPlainObject(value) && Object.hasOwn(value, part) ? value[part] : undefined
}

function putParts(holder: unknown, parts: readonly PathPart[], value: unknown): unknown {
  const [part, ...rest] = parts
  if (part === undefined) return value
  const next = putParts(readPart(holder, part), rest, value)
  if (typeof part === 'number') {
    const items: unknown[] = Array.isArray(holder) ? [...holder] : []
    if (next === undefined) items.splice(part, 1)
    else items[part] = next
    return items
  }
  const entries = Object.entries(isPlainObject(holder) ? holder : {}).filter(([key]) => key !== part)
  return Object.fromEntries(next === undefined ? entries : [...entries, [part, next]])
}

/** A copy of the record with `value` at the path (missing holders are made); `undefined` takes the value out. */
export function withValueAt(record: FormValues, path: string, value: unknown): FormValues {
  const changed = putParts(record, parsePath(path), value)
  return isPlainObject(changed) ? changed : record
}
