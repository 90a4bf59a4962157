import { boolean, string } from 'yup'
import { message } from '../messages'
import type { DictionaryOption, FormContext } from '../types'
import { isNothing, isNothingOrEmptyList, listOf, tooFew, typeMessage, type FieldKind, type Place, type Problem } from './kind'

const CODE_MAX = 60

/** Options of a dictionary, in its order; a name that is not there is a fault of the declaration and throws. */
export function optionsOf(name: string | undefined, ctx: FormContext): readonly DictionaryOption[] {
  const dictionary = name !== undefined && Object.hasOwn(ctx.dictionaries, name) ? ctx.dictionaries[name] : undefined
  if (dictionary === undefined) throw new Error(`dictionary ${name ?? '(none)'} is missing`)
  return dictionary.options
}

/** The label of a code; a code the dictionary does not have is shown as such. */
export const optionLabel = (code: string, name: string | undefined, ctx: FormContext): string =>
  optionsOf(name, ctx).find((option) => option.code === code)?.label ?? `未知选项（${code}）`

const isOption = (value: string | undefined, place: Place): boolean =>
  value === undefined || value === '' || optionsOf(place.field.dictionary, place.ctx).some((option) => option.code === value)

const optionShape = (place: Place) =>
  string().strict().typeError(typeMessage(place, '选择')).test({
    name: 'option',
    message: message('notOption', { label: place.label }),
    test: (value) => isOption(value, place),
  })

export const selectKind: FieldKind<string> = {
  verb: '选择',
  empty: () => undefined,
  isEmpty: isNothing,
  normalise: (value) => (typeof value === 'string' ? value.trim() : value),
  shape: optionShape,
  text: (value, place) => optionLabel(value, place.field.dictionary, place.ctx),
  errors: ['required', 'type', 'notOption'],
}

export const multiSelectKind: FieldKind<string[]> = {
  verb: '选择',
  empty: () => [],
  isEmpty: isNothingOrEmptyList,
  normalise: (value) => value,
  shape: (place) => listOf(place, '选择', optionShape(place).max(CODE_MAX), place.field.max ?? optionsOf(place.field.dictionary, place.ctx).length),
  check: (value, place) => [...repeatedOptions(value, place), ...tooFew(value, place)],
  text: (value, place) => value.map((code) => optionLabel(code, place.field.dictionary, place.ctx)).join('、'),
  /** The order of ticking says nothing. */
  same: (one, other) => one.length === other.length && one.every((code) => other.includes(code)),
  errors: ['required', 'type', 'notOption', 'repeatedOption', 'tooMany', 'tooFew'],
}

function repeatedOptions(codes: readonly string[], place: Place): Problem[] {
  const repeated = codes.find((code, index) => codes.indexOf(code) !== index)
  if (repeated === undefined) return []
  return [{ message: message('repeatedOption', { label: place.label, option: optionLabel(repeated, place.field.dictionary, place.ctx) }) }]
}

export const yesNoKind: FieldKind<boolean> = {
  verb: '选择',
  empty: () => undefined,
  isEmpty: isNothing,
  normalise: (value) => value,
  shape: (place) => boolean().strict().typeError(typeMessage(place, '选择')),
  text: (value) => (value ? '是' : '否'),
  errors: ['required', 'type'],
}

/** Not ticked is nothing said: only `true` is stored. */
export const acknowledgementKind: FieldKind<boolean> = {
  verb: '勾选',
  empty: () => false,
  isEmpty: (value) => isNothing(value) || value === false,
  normalise: (value) => value,
  shape: (place) => boolean().strict().typeError(typeMessage(place, '勾选')),
  text: () => '已阅知并承诺',
  errors: ['acknowledge', 'type'],
}
