import { valueAt } from '../filing/values'
import { optionLabel } from './field-kinds/choice'
import { message } from './messages'
import { isPlainObject, parsePath, patternOf } from './paths'
import type { Field, FormContext, FormDeclaration, FormValues, Group, ListField, ObjectField } from './types'

/** A field of a declaration, independent of any record. */
export interface IndexedField {
  /** `responsiblePerson.idNumber`, `preApprovals.items[].licenceNumber`. */
  pattern: string
  field: Field
  group: Group
  /** Objects and lists that hold it, outermost first. */
  holders: readonly (ObjectField | ListField)[]
  /** Its label, with the holder's before it where the label alone would name several fields of the form. */
  label: string
}

const indexes = new WeakMap<FormDeclaration, ReadonlyMap<string, IndexedField>>()

const shortLabel = (holder: ObjectField | ListField): string => holder.shortLabel ?? holder.label.replace(/信息$/, '')

function collect(fields: readonly Field[], group: Group, prefix: string, holders: readonly (ObjectField | ListField)[]): IndexedField[] {
  return fields.flatMap((field) => {
    const pattern = `${prefix}${field.id}`
    const own: IndexedField = { pattern, field, group, holders, label: field.label }
    if (field.kind === 'object') return [own, ...collect(field.fields, group, `${pattern}.`, [...holders, field])]
    if (field.kind === 'list') return [own, ...collect(field.fields, group, `${pattern}[].`, [...holders, field])]
    return [own]
  })
}

function withDistinctLabels(entries: readonly IndexedField[]): IndexedField[] {
  const times = new Map<string, number>()
  for (const { field } of entries) if (field.kind !== 'object') times.set(field.label, (times.get(field.label) ?? 0) + 1)
  return entries.map((entry) => {
    const holder = entry.holders.at(-1)
    const ambiguous = (times.get(entry.field.label) ?? 0) > 1
    return ambiguous && holder !== undefined ? { ...entry, label: `${shortLabel(holder)}${entry.field.label}` } : entry
  })
}

/** All fields of a form by pattern, in the order of the declaration; made once a form. */
export function formIndex(form: FormDeclaration): ReadonlyMap<string, IndexedField> {
  const known = indexes.get(form)
  if (known) return known
  const entries = withDistinctLabels(form.groups.flatMap((group) => collect(group.fields, group, '', [])))
  const made = new Map(entries.map((entry) => [entry.pattern, entry]))
  indexes.set(form, made)
  return made
}

/** The field a path leads to; a path into a value (`ipAddresses[0]`, `officeRegion.code`) leads to the field that holds it. */
export function fieldAt(form: FormDeclaration, path: string): IndexedField | undefined {
  const index = formIndex(form)
  for (let pattern = patternOf(path); pattern !== ''; pattern = pattern.slice(0, Math.max(pattern.lastIndexOf('.'), pattern.lastIndexOf('['), 0))) {
    const found = index.get(pattern)
    if (found) return found
  }
  return undefined
}

/** Words for one item of a list: the ticked option's, or its number. */
export function itemWords(list: ListField, item: unknown, index: number, ctx?: FormContext): string {
  const code = isPlainObject(item) ? item.code : undefined
  if (list.perOption && typeof code === 'string' && ctx) return optionLabel(code, list.perOption.dictionary, ctx)
  return `第${index + 1}项`
}

/** Label of the value at a path: distinct within the form, with the option or number of a list's item. */
export function labelAt(form: FormDeclaration, path: string, at: { record?: FormValues; ctx?: FormContext } = {}): string {
  const found = fieldAt(form, path)
  if (!found) return path
  const list = found.holders.findLast((holder): holder is ListField => holder.kind === 'list') ?? (found.field.kind === 'list' ? found.field : undefined)
  const indexPart = parsePath(path).findLastIndex((part) => typeof part === 'number')
  if (indexPart < 0) return found.label
  const number = Number(parsePath(path)[indexPart])
  if (!list) return `${found.label}（第${number + 1}项）`
  const itemPath = path.slice(0, path.lastIndexOf(']') + 1)
  const words = itemWords(list, at.record ? valueAt(at.record, itemPath) : undefined, number, at.ctx)
  return found.field === list ? `${found.label}（${words}）` : itemLabel(list, words, found.field.label)
}

/** A field of a list's item: 新闻许可证号, 接入网站第2项名称. */
export const itemLabel = (list: ListField, words: string, label: string): string => (list.perOption ? `${words}${label}` : `${shortLabel(list)}${words}${label}`)

/** What a field says when it is required and empty. */
export const requiredMessage = (verb: string, label: string): string => message(verb === '勾选' ? 'acknowledge' : 'required', verb === '勾选' ? { label } : { verb, label })
