import { number } from 'yup'
import { message } from '../messages'
import { isNothing, tidyLine, typeMessage, type FieldKind } from './kind'

const LARGEST = 999_999_999_999

export const wholeNumberKind: FieldKind<number> = {
  verb: '填写',
  empty: () => undefined,
  isEmpty: isNothing,
  /** Digits typed as text become the number. */
  normalise(value) {
    if (typeof value !== 'string') return value
    const digits = tidyLine(value).replace(/[,，\s]/g, '')
    return /^\d{1,15}$/.test(digits) ? Number(digits) : digits
  },
  shape(place) {
    const [min, max] = [place.field.min ?? 0, place.field.max ?? LARGEST]
    return number().strict().typeError(typeMessage(place, '填写')).integer(message('notWhole', { label: place.label }))
      .min(min, message('tooSmall', { label: place.label, min })).max(max, message('tooLarge', { label: place.label, max }))
  },
  text: (value) => String(value),
  errors: ['required', 'type', 'notWhole', 'tooSmall', 'tooLarge'],
}
