import { isRequired, isShown } from './conditions'
import { formIndex, itemLabel, itemWords } from './form-index'
import { isPlainObject, joinPath, patternOf } from './paths'
import type { Field, FormContext, FormDeclaration, FormValues, Group, ListField, ScalarField } from './types'

/** One field of one record. Objects are not visited themselves, their fields are; a list is visited before its items' fields. */
export interface Visit {
  path: string
  field: ScalarField | ListField
  /** Distinct within the form (see `labelAt`). */
  label: string
  group: Group
  value: unknown
  /** The object that holds the value. */
  siblings: FormValues
  required: boolean
}

interface Walk {
  form: FormDeclaration
  record: FormValues
  ctx: FormContext | undefined
  group: Group
  /** Whether conditions are asked; a comparison looks at whatever either record holds. */
  hidden: boolean
}
type LabelOf = (path: string, field: Field) => string

const heldIn = (siblings: FormValues, id: string): unknown => (Object.hasOwn(siblings, id) ? siblings[id] : undefined)

function walkFields(walk: Walk, fields: readonly Field[], siblings: FormValues, parent: string, labelOf: LabelOf): Visit[] {
  return fields.flatMap((field) => {
    if (!walk.hidden && !isShown(field, walk.record, siblings)) return []
    const [path, value] = [joinPath(parent, field.id), heldIn(siblings, field.id)]
    if (field.kind === 'object') return walkFields(walk, field.fields, isPlainObject(value) ? value : {}, path, labelOf)
    const visit: Visit = {
      path, field, label: labelOf(path, field), group: walk.group, value, siblings, required: isRequired(field, walk.record, siblings),
    }
    return field.kind === 'list' ? [visit, ...walkItems(walk, field, value, path)] : [visit]
  })
}

function walkItems(walk: Walk, list: ListField, value: unknown, path: string): Visit[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item: unknown, index) => {
    const words = itemWords(list, item, index, walk.ctx)
    return walkFields(walk, list.fields, isPlainObject(item) ? item : {}, joinPath(path, index), (_, field) => itemLabel(list, words, field.label))
  })
}

/**
 * The fields a record shows, in the order of the declaration, with their values.
 * @param options.hidden also the fields that conditions hide.
 */
export function walk(form: FormDeclaration, record: FormValues, ctx?: FormContext, options: { hidden?: boolean } = {}): Visit[] {
  const hidden = options.hidden ?? false
  const index = formIndex(form)
  const labelOf: LabelOf = (path, field) => index.get(patternOf(path))?.label ?? field.label
  return form.groups
    .filter((group) => hidden || isShown(group, record, record))
    .flatMap((group) => walkFields({ form, record, ctx, group, hidden }, group.fields, record, '', labelOf))
}
