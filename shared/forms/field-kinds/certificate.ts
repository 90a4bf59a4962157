import { icpNumber, organizationIdNumber, personIdNumber } from '../../filing/validators'
import { validatedText, type FieldKind, type NormalisePlace } from './kind'

const NUMBER_MAX = 60

/** The certificate type beside it, by the declaration's `typeField`. */
function typeBeside({ field, siblings }: NormalisePlace): string | undefined {
  const type = field.typeField === undefined ? undefined : siblings[field.typeField]
  return typeof type === 'string' && type !== '' ? type : undefined
}

export const personIdNumberKind: FieldKind<string> = validatedText(
  NUMBER_MAX,
  (text, place) => personIdNumber(typeBeside(place), text),
  (text, place) => personIdNumber(typeBeside(place), text, { today: place.ctx.today }),
)
export const organizationIdNumberKind: FieldKind<string> = validatedText(NUMBER_MAX, (text, place) => organizationIdNumber(typeBeside(place), text))
export const icpNumberKind: FieldKind<string> = validatedText(
  NUMBER_MAX,
  (text) => icpNumber(text),
  (text, place) => icpNumber(text, place.field.suffix === undefined ? {} : { suffix: place.field.suffix }),
)
