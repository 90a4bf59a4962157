import { email, landline, mobile, personName, providerPhone } from '../../filing/validators'
import { validatedText, type FieldKind } from './kind'

const PHONE_MAX = 40

export const mobileKind: FieldKind<string> = validatedText(PHONE_MAX, mobile)
export const landlineKind: FieldKind<string> = validatedText(PHONE_MAX, landline)
export const providerPhoneKind: FieldKind<string> = validatedText(PHONE_MAX, providerPhone)
export const emailKind: FieldKind<string> = validatedText(254, email)
export const personNameKind: FieldKind<string> = validatedText(60, personName)
