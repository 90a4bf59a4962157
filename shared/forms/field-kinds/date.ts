import { date, expiry } from '../../filing/validators'
import { validatedText, type FieldKind } from './kind'

const DATE_MAX = 20
export const LONG_TERM = 'long-term'

export const dateKind: FieldKind<string> = validatedText(
  DATE_MAX,
  (text) => date(text),
  (text, place) => date(text, place.field.notFuture === true ? { notAfter: place.ctx.today } : {}),
)

export const expiryKind: FieldKind<string> = {
  ...validatedText(DATE_MAX, expiry, expiry, (text) => (text === LONG_TERM ? '长期有效' : text)),
  verb: '选择',
}
