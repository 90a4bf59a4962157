import { message } from '../messages'
import type { ScalarField } from '../types'
import { isNothing, problemsOf, textShape, tidyLine, tidyParagraphs, type FieldKind, type Place, type Problem } from './kind'
import { TEXT_CHECKS } from './text-checks'

const TEXT_MAX = 100
const LONG_TEXT_MAX = 2000

function tooShort(value: string, place: Place): Problem[] {
  const [min, count] = [place.field.min ?? 0, [...value].length]
  return count < min ? [{ message: message('tooShort', { label: place.label, min, count }) }] : []
}

const checkByName = (value: string, field: ScalarField): readonly Problem[] => (field.check === undefined ? [] : problemsOf(TEXT_CHECKS[field.check](value)))

export const textKind: FieldKind<string> = {
  verb: '填写',
  empty: () => '',
  isEmpty: isNothing,
  normalise: (value) => (typeof value === 'string' ? tidyLine(value) : value),
  shape: (place) => textShape(place, '填写', place.field.max ?? TEXT_MAX),
  check(value, place) {
    const short = tooShort(value, place)
    return short.length > 0 ? short : checkByName(value, place.field)
  },
  text: (value) => value,
  errors: ['required', 'type', 'tooLong', 'tooShort', 'checked'],
}

export const longTextKind: FieldKind<string> = {
  ...textKind,
  normalise: (value) => (typeof value === 'string' ? tidyParagraphs(value) : value),
  shape: (place) => textShape(place, '填写', place.field.max ?? LONG_TEXT_MAX),
}
