import { mixed, string, ValidationError, type Schema, type StringSchema, type TestFunction } from 'yup'
import { normaliseText } from '../../filing/normalise'
import type { AttachmentRef } from '../../filing/types'
import type { ValidationResult } from '../../filing/validators'
import { message, type MessageId } from '../messages'
import { isPlainObject, joinPath } from '../paths'
import type { FormContext, FormValues, ScalarField } from '../types'

/** Where a value stands: its field, the label its messages use, and what it may depend on. */
export interface Place {
  field: ScalarField
  label: string
  /** The object that holds the value. */
  siblings: FormValues
  record: FormValues
  ctx: FormContext
}
/** Normalising depends on less, so that it works without a context. */
export type NormalisePlace = Pick<Place, 'field' | 'siblings'>

export interface Problem {
  /** Of the item, for kinds that hold several values. */
  index?: number
  message: string
}

export type Verb = '填写' | '选择' | '上传' | '添加' | '勾选'

/** Everything there is to know about one kind of field (architecture.md "Forms"). */
export interface FieldKind<V> {
  readonly verb: Verb
  /** What a fresh page binds to. */
  empty(): V | undefined
  isEmpty(value: unknown): boolean
  /** Folds what a person typed into what is stored; values of a wrong type come back as they are. Idempotent. */
  normalise(value: unknown, place: NormalisePlace): unknown
  /** Type, sizes, options: what even a draft must keep to. */
  shape(place: Place): Schema
  /** Content of a value of the right shape; only what is submitted must pass. */
  check?(value: V, place: Place): readonly Problem[]
  /** As shown to people, unmasked. */
  text(value: V, place: Place): string
  /** Same content; deep equality when left out. */
  same?(one: V, other: V): boolean
  attachments?(value: V): readonly AttachmentRef[]
  /** Messages of messages.ts it can give; `checked` stands for those of shared/filing/validators. */
  readonly errors: readonly (MessageId | 'checked')[]
}

export const isNothing = (value: unknown): boolean => value === undefined || value === null || value === ''
export const isNothingOrEmptyList = (value: unknown): boolean => isNothing(value) || (Array.isArray(value) && value.length === 0)

/** Characters that cannot be seen and change how a text reads or compares: controls, direction overrides, halves of pairs. */
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** One line of typed text: unseen characters out, line breaks and tabs to spaces, then as domain.md §3 says. */
export const tidyLine = (text: string): string => normaliseText(text.replace(UNSEEN, '').replace(/[\t\r\n\u2028\u2029]+/g, ' ').normalize('NFC')).normalize('NFC')
export const tidyParagraphs = (text: string): string => normaliseText(text.replace(UNSEEN, '').replace(/\r\n?|[\u2028\u2029]/g, '\n').normalize('NFC')).normalize('NFC')

/** What a validator makes of a text, or the tidied text while it does not pass (a draft keeps what was typed). */
export function tidyBy(value: unknown, validate: (text: string) => ValidationResult): unknown {
  if (typeof value !== 'string') return value
  const tidied = tidyLine(value)
  const checked = validate(tidied)
  return checked.ok ? checked.value : tidied
}

export const problemsOf = (result: ValidationResult): readonly Problem[] => (result.ok ? [] : [{ message: result.message }])

export const typeMessage = (place: Place, verb: Verb): string => message('type', { label: place.label, verb })

/** A string of at most `max` UTF-16 units. */
export const textShape = (place: Place, verb: Verb, max: number): StringSchema<string | undefined> =>
  string().strict().typeError(typeMessage(place, verb)).max(max, message('tooLong', { label: place.label, max }))

/** A test for objects that refuses keys outside `known`, each at its own path. */
export function onlyKeys(known: Iterable<string>): { name: string; test: TestFunction<unknown> } {
  const allowed = new Set(known)
  return {
    name: 'only-keys',
    test(value, context) {
      if (!isPlainObject(value)) return true
      const errors = Object.keys(value)
        .filter((key) => !allowed.has(key))
        .map((key) => context.createError({ path: joinPath(context.path ?? '', key.slice(0, 60)), message: message('unknownKey', { key: key.slice(0, 60) }) }))
      return errors.length === 0 || new ValidationError(errors, value, context.path)
    },
  }
}

/** The `domain.md` §8 kinds of one line: stored as the validator gives it back. */
export function validatedText(
  max: number,
  validate: (text: string, place: NormalisePlace) => ValidationResult,
  strictly: (text: string, place: Place) => ValidationResult = validate,
  show: (text: string) => string = (text) => text,
): FieldKind<string> {
  return {
    verb: '填写',
    empty: () => '',
    isEmpty: isNothing,
    normalise: (value, place) => tidyBy(value, (text) => validate(text, place)),
    shape: (place) => textShape(place, '填写', max),
    check: (value, place) => problemsOf(strictly(value, place)),
    text: show,
    errors: ['required', 'type', 'tooLong', 'checked'],
  }
}

/** A list of such texts (`domains`, `ipAddresses`); an error stands at its item. */
export function validatedTexts(options: {
  itemMax: number
  listMax: number
  validate: (text: string) => ValidationResult
  show?: (text: string) => string
}): FieldKind<string[]> {
  const show = options.show ?? ((text: string) => text)
  return {
    verb: '添加',
    empty: () => [],
    isEmpty: isNothingOrEmptyList,
    normalise: (value) =>
      Array.isArray(value) ? value.map((item: unknown) => tidyBy(item, options.validate)).filter((item) => item !== '') : value,
    shape: (place) => {
      const max = place.field.max ?? options.listMax
      const item = string().strict().typeError(typeMessage(place, '添加')).max(options.itemMax, message('tooLong', { label: place.label, max: options.itemMax }))
      return listOf(place, '添加', item, max)
    },
    check: (value, place) => [
      ...tooFew(value, place),
      ...value.flatMap((item, index): Problem[] => {
        const checked = options.validate(item)
        if (checked.ok) return repeatedAt(value, index, show)
        return [{ index, message: message('itemChecked', { number: index + 1, shown: show(item).slice(0, 60), message: checked.message }) }]
      }),
    ],
    text: (value) => value.map(show).join('、'),
    errors: ['required', 'type', 'tooLong', 'tooMany', 'tooFew', 'itemChecked', 'repeatedItem'],
  }
}

function repeatedAt(items: readonly string[], index: number, show: (text: string) => string): Problem[] {
  const item = items[index] ?? ''
  const first = items.indexOf(item)
  return first === index ? [] : [{ index, message: message('repeatedItem', { number: index + 1, shown: show(item).slice(0, 60), first: first + 1 }) }]
}

export function tooFew(items: readonly unknown[], place: Place): Problem[] {
  const min = place.field.min ?? 0
  return items.length < min ? [{ message: message('tooFew', { label: place.label, min, count: items.length }) }] : []
}

/** An array of at most `max` items that each pass `item`; without items there is nothing to check. */
export function listOf(place: Place, verb: Verb, item: Schema, max: number): Schema {
  return mixed<unknown[]>((value): value is unknown[] => Array.isArray(value))
    .strict()
    .typeError(typeMessage(place, verb))
    .test({
      name: 'items',
      test(value: unknown, context) {
        if (!Array.isArray(value)) return true
        if (value.length > max) return context.createError({ message: message('tooMany', { label: place.label, max }) })
        const errors = value.flatMap((entry: unknown, index) => itemErrors(item, entry, joinPath(context.path ?? '', index), typeMessage(place, verb)))
        return errors.length === 0 || new ValidationError(errors, value, context.path)
      },
    })
}

/** Errors of one item under its own path. An item is never absent: `null` and `undefined` are of the wrong type. */
export function itemErrors(schema: Schema, value: unknown, path: string, absent: string): ValidationError[] {
  if (value === undefined || value === null) return [new ValidationError(absent, value, path)]
  try {
    schema.validateSync(value, { strict: true, abortEarly: false })
    return []
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    const found = error.inner.length > 0 ? error.inner : [error]
    return found.map((inner) => new ValidationError(inner.message, inner.value, inner.path ? `${path}${inner.path.startsWith('[') ? '' : '.'}${inner.path}` : path))
  }
}
