import { isShown } from './conditions'
import { kindOf } from './field-kinds/index'
import { isNothing, isNothingOrEmptyList } from './field-kinds/kind'
import { isPlainObject } from './paths'
import type { Field, FormDeclaration, FormValues, ListField } from './types'

interface Keep {
  /** Keys the declaration does not know: kept for the schema to refuse, or left out. */
  unknown: boolean
}

const isEmptyIn = (field: Field, value: unknown): boolean =>
  field.kind === 'object' || field.kind === 'list' ? isNothingOrEmptyList(value) : kindOf(field).isEmpty(value)

type Change = (field: Field, value: unknown) => unknown

/** Keys of a list's item that are no fields: the option it stands for. */
export const itemKeys = (list: ListField): readonly string[] => (list.perOption ? ['code'] : [])

/** Copies the values of `fields` (and the keys to keep) through `change`; what comes back empty is left out. */
function copyFields(fields: readonly Field[], holder: FormValues, keep: Keep, change: Change, extra: readonly string[] = []): FormValues {
  const ids = new Set(fields.map((field) => field.id))
  const entries: [string, unknown][] = Object.entries(holder).filter(
    ([key, value]) => !ids.has(key) && (keep.unknown || extra.includes(key)) && value !== undefined,
  )
  for (const field of fields) {
    const value = change(field, Object.hasOwn(holder, field.id) ? holder[field.id] : undefined)
    if (!isEmptyIn(field, value)) entries.push([field.id, value])
  }
  return Object.fromEntries(entries)
}

function normaliseFields(fields: readonly Field[], holder: FormValues, keep: Keep, extra?: readonly string[]): FormValues {
  const change: Change = (field, value) => {
    if (field.kind === 'object') return isNothing(value) ? normaliseFields(field.fields, {}, keep) : normaliseHolder(field.fields, value, keep)
    if (field.kind === 'list') return Array.isArray(value) ? value.map((item: unknown) => normaliseHolder(field.fields, item, keep, itemKeys(field))) : value
    return kindOf(field).isEmpty(value) ? undefined : kindOf(field).normalise(value, { field, siblings: holder })
  }
  return copyFields(fields, holder, keep, change, extra)
}

const normaliseHolder = (fields: readonly Field[], value: unknown, keep: Keep, extra?: readonly string[]): unknown =>
  isPlainObject(value) ? normaliseFields(fields, value, keep, extra) : value

interface Pruning {
  record: FormValues
  keep: Keep
  /** Values taken out in this pass. */
  dropped: number
}

function shownFields(fields: readonly Field[], holder: FormValues, pruning: Pruning, extra?: readonly string[]): FormValues {
  const change: Change = (field, value) => {
    if (!isShown(field, pruning.record, holder)) {
      if (value !== undefined) pruning.dropped += 1
      return undefined
    }
    if (field.kind === 'object') return isPlainObject(value) ? shownFields(field.fields, value, pruning) : value
    if (field.kind !== 'list' || !Array.isArray(value)) return value
    return value.map((item: unknown) => (isPlainObject(item) ? shownFields(field.fields, item, pruning, itemKeys(field)) : item))
  }
  return copyFields(fields, holder, pruning.keep, change, extra)
}

/** Takes out hidden values until nothing more hides: a value that is gone may itself have shown another. */
function withoutHidden(form: FormDeclaration, record: FormValues, keep: Keep): FormValues {
  const shownGroups = form.groups.filter((group) => isShown(group, record, record))
  const hidden = new Set(form.groups.filter((group) => !shownGroups.includes(group)).flatMap((group) => group.fields.map((field) => field.id)))
  const open = Object.fromEntries(Object.entries(record).filter(([key]) => !hidden.has(key)))
  const pruning: Pruning = { record, keep, dropped: Object.keys(record).length - Object.keys(open).length }
  const shown = shownFields(shownGroups.flatMap((group) => group.fields), open, pruning)
  return pruning.dropped === 0 ? shown : withoutHidden(form, shown, keep)
}

/**
 * A record as it is stored: every value folded by its kind, nothing empty, nothing that a condition hides (domain.md §3),
 * objects always there. Values of a wrong type stay for the schema to refuse.
 * @param options.unknown `keep` leaves keys that the form does not have for the schema to refuse; they are left out otherwise.
 */
export function normaliseRecord(form: FormDeclaration, record: FormValues, options: { unknown?: 'keep' | 'drop' } = {}): FormValues {
  const keep = { unknown: options.unknown === 'keep' }
  return withoutHidden(form, normaliseFields(form.groups.flatMap((group) => group.fields), record, keep), keep)
}
