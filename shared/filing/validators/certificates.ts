import { normaliseCode } from '../normalise'
import { businessRegistration15 } from './business-registration'
import { organizationCode } from './organization-code'
import { residentId } from './resident-id'
import { invalid, valid, type ValidationResult } from './result'
import { uscc } from './uscc'

/** Codes of resources/dictionaries/id-types.json that carry an 18-digit number by GB 11643 (111, 112) or its scheme (554). */
export const RESIDENT_ID_TYPES: readonly string[] = ['111', '112', '554']

/** Usual forms of other certificates; a number of another form is kept with a warning (domain.md §8, "soft checks only"). */
const USUAL_FORMS: Readonly<Record<string, RegExp>> = {
  '414': /^[A-Z]{1,2}\d{7,8}$|^[A-Z0-9]{6,15}$/,
  '511': /^\d{8}$|^\d{10}[A-Z]?$/,
  '516': /^[HM]\d{8}(\d{2})?$/,
  '553': /^9\d{16}[\dX]$|^[A-Z]{3}\d{12}$/,
}

function otherCertificate(input: string, form?: RegExp): ValidationResult {
  const value = normaliseCode(input).toUpperCase()
  if (value.length < 4 || value.length > 40) return invalid('证件号码应为4至40个字符，请对照证件填写')
  if (!/^[\p{Script=Han}A-Z0-9()[\]〔〕.·/-]+$/u.test(value) || !/[A-Z0-9]/.test(value)) {
    return invalid('证件号码只能含字母、数字、汉字、括号和“-”，请对照证件填写')
  }
  return form && !form.test(value) ? valid(value, '与该证件通常的号码格式不同，请对照证件核对') : valid(value)
}

/** Number of a person's certificate by its type (dictionary code). An unknown or missing type gets the soft check. */
export function personIdNumber(type: string | undefined, input: string, options: { today?: string } = {}): ValidationResult {
  if (type !== undefined && RESIDENT_ID_TYPES.includes(type)) return residentId(input, options)
  return otherCertificate(input, type === undefined ? undefined : USUAL_FORMS[type])
}

/** Number of an organization's certificate by its type (domain.md §3.2). Licences carry a credit code or the older 15 digits. */
export function organizationIdNumber(type: string | undefined, input: string): ValidationResult {
  if (type === 'uscc') return uscc(input)
  if (type === 'businessLicense') return normaliseCode(input).length === 15 ? businessRegistration15(input) : uscc(input)
  if (type === 'organizationCode') return organizationCode(input)
  return otherCertificate(input)
}
