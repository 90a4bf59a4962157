import { object, ValidationError, type AnyObject, type ObjectSchema, type Schema } from 'yup'
import { isRequired, isShown } from './conditions'
import { kindOf, type Place } from './field-kinds/index'
import { optionLabel, optionsOf } from './field-kinds/choice'
import { itemErrors, listOf, onlyKeys } from './field-kinds/kind'
import { formIndex, itemLabel, itemWords, requiredMessage } from './form-index'
import { message } from './messages'
import { itemKeys } from './normalise-record'
import { isPlainObject, joinPath, patternOf } from './paths'
import type { Field, FormContext, FormDeclaration, FormValues, ListField, ObjectField, ScalarField } from './types'

/**
 * What must hold. `draft`: types, sizes, options, no unknown keys, so that nothing odd is ever stored, but a form may be
 * half written. `submit`: everything.
 */
export type Stage = 'draft' | 'submit'

interface Build {
  form: FormDeclaration
  record: FormValues
  ctx: FormContext
  stage: Stage
}
/** Where fields stand: the object that holds them, its path, and the label of each. */
interface Spot {
  siblings: FormValues
  path: string
  labelOf: (field: Field) => string
}

const LIST_MAX = 200

const heldIn = (siblings: FormValues, id: string): unknown => (Object.hasOwn(siblings, id) ? siblings[id] : undefined)

function scalarSchema(build: Build, field: ScalarField, spot: Spot): Schema {
  const place: Place = { field, label: spot.labelOf(field), siblings: spot.siblings, record: build.record, ctx: build.ctx }
  const kind = kindOf(field)
  const shape = kind.shape(place)
  if (build.stage === 'draft') return shape
  const required = isRequired(field, build.record, spot.siblings)
  return shape.test({
    name: 'complete',
    test(value: unknown, context) {
      if (kind.isEmpty(value)) return !required || context.createError({ message: requiredMessage(kind.verb, place.label) })
      // A text of any length can be checked, and its own shape's error comes first; a list or object may hold anything.
      if (kind.check === undefined || (typeof value !== 'string' && !shape.isValidSync(value, { strict: true }))) return true
      const errors = kind.check(value, place).map((problem) =>
        context.createError({ message: problem.message, path: problem.index === undefined ? context.path : joinPath(context.path, problem.index) }))
      return errors.length === 0 || new ValidationError(errors, value, context.path)
    },
  })
}

/** The option an item stands for: known, and once only. */
function optionErrors(build: Build, list: ListField, label: string, items: readonly unknown[], path: string): ValidationError[] {
  if (!list.perOption) return []
  const codes = items.map((item) => (isPlainObject(item) ? item.code : undefined))
  const { dictionary } = list.perOption
  return codes.flatMap((code, index) => {
    const at = `${joinPath(path, index)}.code`
    if (!optionsOf(dictionary, build.ctx).some((option) => option.code === code)) return [new ValidationError(message('notOption', { label }), code, at)]
    if (codes.indexOf(code) === index) return []
    return [new ValidationError(message('repeatedOption', { label, option: optionLabel(String(code), dictionary, build.ctx) }), code, at)]
  })
}

function itemSchema(build: Build, list: ListField, item: unknown, index: number, path: string): Schema {
  const words = itemWords(list, item, index, isKnownOption(build, list, item) ? build.ctx : undefined)
  const spot: Spot = { siblings: isPlainObject(item) ? item : {}, path: joinPath(path, index), labelOf: (field) => itemLabel(list, words, field.label) }
  return fieldsSchema(build, list.fields, spot, itemKeys(list))
}

const isKnownOption = (build: Build, list: ListField, item: unknown): boolean =>
  list.perOption !== undefined && optionsOf(list.perOption.dictionary, build.ctx).some((option) => isPlainObject(item) && option.code === item.code)

function listErrors(build: Build, list: ListField, label: string, items: readonly unknown[], path: string): ValidationError[] {
  const typeMessage = message('type', { label, verb: '添加' })
  return [
    ...optionErrors(build, list, label, items, path),
    ...items.flatMap((item, index) => itemErrors(itemSchema(build, list, item, index, path), item, joinPath(path, index), typeMessage)),
  ]
}

function listSchema(build: Build, list: ListField, spot: Spot): Schema {
  const label = spot.labelOf(list)
  const [min, max] = [list.min ?? 0, list.max ?? LIST_MAX]
  const place = { field: { id: list.id, label: list.label, kind: 'text' as const }, label, siblings: spot.siblings, record: build.record, ctx: build.ctx }
  const verb = list.perOption ? '选择' : '添加'
  const required = build.stage === 'submit' && isRequired(list, build.record, spot.siblings)
  return listOf(place, verb, object(), max).test({
    name: 'items-of-fields',
    test(value: unknown, context) {
      if (value !== undefined && !Array.isArray(value)) return true
      const items: readonly unknown[] = value ?? []
      if (items.length === 0) return !required || context.createError({ message: requiredMessage(verb, label) })
      if (build.stage === 'submit' && items.length < min) return context.createError({ message: message('tooFew', { label, min, count: items.length }) })
      if (items.length > max) return true
      const errors = listErrors(build, list, label, items, context.path)
      return errors.length === 0 || new ValidationError(errors, value, context.path)
    },
  })
}

function objectSchema(build: Build, holder: ObjectField, spot: Spot): Schema {
  const value = heldIn(spot.siblings, holder.id)
  const path = joinPath(spot.path, holder.id)
  const inner = fieldsSchema(build, holder.fields, { siblings: isPlainObject(value) ? value : {}, path, labelOf: staticLabel(build.form, path) })
  return inner.typeError(message('type', { label: holder.label, verb: '填写' }))
}

const staticLabel = (form: FormDeclaration, path: string) => (field: Field) => formIndex(form).get(patternOf(joinPath(path, field.id)))?.label ?? field.label

function fieldSchema(build: Build, field: Field, spot: Spot): Schema {
  if (field.kind === 'object') return objectSchema(build, field, spot)
  return field.kind === 'list' ? listSchema(build, field, spot) : scalarSchema(build, field, spot)
}

function fieldsSchema(build: Build, fields: readonly Field[], spot: Spot, extra: readonly string[] = []): ObjectSchema<AnyObject> {
  const shown = fields.filter((field) => isShown(field, build.record, spot.siblings))
  const schemas = Object.fromEntries(shown.map((field) => [field.id, fieldSchema(build, field, spot)]))
  return object(schemas).strict().test(onlyKeys([...extra, ...fields.map((field) => field.id)]))
}

/**
 * The yup schema of a record's visible fields: strict, with unknown keys refused, errors at our paths and in Chinese.
 * @param record the normalised record it will be asked about; conditions are decided by it.
 */
export function buildSchema(form: FormDeclaration, record: FormValues, ctx: FormContext, options: { stage?: Stage } = {}): ObjectSchema<AnyObject> {
  const build: Build = { form, record, ctx, stage: options.stage ?? 'submit' }
  const shown = form.groups.filter((group) => isShown(group, record, record)).flatMap((group) => group.fields)
  const hidden = form.groups.flatMap((group) => group.fields).filter((field) => !shown.includes(field)).map((field) => field.id)
  return fieldsSchema(build, shown, { siblings: record, path: '', labelOf: staticLabel(form, '') }, hidden)
    .typeError(message('type', { label: form.title, verb: '填写' }))
}
