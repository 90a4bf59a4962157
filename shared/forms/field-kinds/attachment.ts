import { mixed, number, object, string, type Schema } from 'yup'
import type { AttachmentRef } from '../../filing/types'
import { message } from '../messages'
import { isNothing, isNothingOrEmptyList, listOf, onlyKeys, tooFew, typeMessage, type FieldKind, type Place, type Problem } from './kind'

/** domain.md §3: pictures and PDF up to 5 MB each. */
export const ATTACHMENT_MAX_BYTES = 5 * 1024 * 1024
const NAME_MAX = 255
const IMAGES_MAX = 20
const UNSAFE_NAME = /[\u0000-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** What each kind takes; `words` are shown to people. */
export const ACCEPTED = {
  image: { types: ['jpg', 'png'], words: 'png/jpeg/jpg' },
  pdf: { types: ['pdf'], words: 'PDF' },
  upload: { types: ['jpg', 'png', 'pdf'], words: 'png/jpeg/jpg 或 PDF' },
} as const satisfies Record<string, { types: readonly AttachmentRef['type'][]; words: string }>
type Accept = keyof typeof ACCEPTED

const text = (damaged: string) => string().strict().typeError(damaged).required(damaged)
const figure = (damaged: string, max: number) => number().strict().typeError(damaged).min(0, damaged).max(max, damaged).optional()

/** A reference the upload made; a person cannot type one, so whatever is odd about it calls for a new upload. */
function refShape(place: Place, accept: Accept): Schema {
  const damaged = message('attachmentDamaged', { label: place.label })
  const { types, words } = ACCEPTED[accept]
  const pixels = figure(damaged, 1_000_000).integer(damaged)
  const fields = {
    sha256: text(damaged).matches(/^[0-9a-f]{64}$/, damaged),
    name: text(damaged).max(NAME_MAX, damaged).test({ name: 'name', message: damaged, test: (name) => !UNSAFE_NAME.test(name) }),
    size: number().strict().typeError(damaged).required(damaged).integer(damaged).min(1, damaged)
      .max(ATTACHMENT_MAX_BYTES, message('attachmentSize', { label: place.label })),
    type: mixed<AttachmentRef['type']>().required(damaged).oneOf(types, message('attachmentType', { label: place.label, accepted: words })),
    width: pixels,
    height: pixels,
    brightness: figure(damaged, 255),
    sharpness: figure(damaged, Number.MAX_SAFE_INTEGER),
  }
  return object(fields).strict().typeError(typeMessage(place, '上传')).test(onlyKeys(Object.keys(fields)))
}

const single = (accept: Accept): FieldKind<AttachmentRef> => ({
  verb: '上传',
  empty: () => undefined,
  isEmpty: isNothing,
  normalise: (value) => value,
  shape: (place) => refShape(place, accept),
  text: (value) => value.name,
  same: (one, other) => one.sha256 === other.sha256,
  attachments: (value) => [value],
  errors: ['required', 'type', 'attachmentDamaged', 'attachmentType', 'attachmentSize', 'unknownKey'],
})

export const imageKind = single('image')
export const pdfKind = single('pdf')
export const uploadKind = single('upload')

export const imagesKind: FieldKind<AttachmentRef[]> = {
  verb: '上传',
  empty: () => [],
  isEmpty: isNothingOrEmptyList,
  normalise: (value) => value,
  shape: (place) => listOf(place, '上传', refShape(place, 'image'), place.field.max ?? IMAGES_MAX),
  check: (value, place) => [...tooFew(value, place), ...value.flatMap((_, index) => repeatedPicture(value, index))],
  text: (value) => value.map((ref) => ref.name).join('、'),
  same: (one, other) => one.length === other.length && one.every((ref, index) => ref.sha256 === other[index]?.sha256),
  attachments: (value) => value,
  errors: ['required', 'type', 'tooMany', 'tooFew', 'repeatedItem', 'attachmentDamaged', 'attachmentType', 'attachmentSize', 'unknownKey'],
}

function repeatedPicture(refs: readonly AttachmentRef[], index: number): Problem[] {
  const first = refs.findIndex((ref) => ref.sha256 === refs[index]?.sha256)
  if (first === index) return []
  return [{ index, message: message('repeatedItem', { number: index + 1, shown: refs[index]?.name ?? '', first: first + 1 }) }]
}
