import { object, string } from 'yup'
import type { RegionRef } from '../../filing/types'
import { message } from '../messages'
import { isPlainObject } from '../paths'
import { isNothing, onlyKeys, tidyLine, typeMessage, type FieldKind } from './kind'

const CODE = /^\d{6}$/
const NAME_MAX = 100

/** What a cleared cascade leaves: nothing, or its two parts empty. */
const isEmptyRegion = (value: unknown): boolean =>
  isNothing(value) || (isPlainObject(value) && Object.entries(value).every(([key, part]) => (key === 'code' || key === 'name') && isNothing(part)))

export const regionKind: FieldKind<RegionRef> = {
  verb: '选择',
  empty: () => undefined,
  isEmpty: isEmptyRegion,
  normalise: (value) => (isPlainObject(value) && typeof value.name === 'string' ? { ...value, name: tidyLine(value.name) } : value),
  /** A region is picked whole, so there is no half-written one even in a draft. */
  shape(place) {
    const wrong = typeMessage(place, '选择')
    const pick = message('region', { label: place.label })
    const fields = {
      code: string().strict().typeError(wrong).required(pick).matches(CODE, pick),
      name: string().strict().typeError(wrong).required(pick).max(NAME_MAX, message('tooLong', { label: place.label, max: NAME_MAX })),
    }
    return object(fields).strict().typeError(wrong).test(onlyKeys(Object.keys(fields)))
  },
  text: (value) => value.name.split('/').join(' / '),
  errors: ['required', 'type', 'region', 'tooLong', 'unknownKey'],
}
