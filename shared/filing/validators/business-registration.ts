import { normaliseCode } from '../normalise'
import { invalid, valid, type ValidationResult } from './result'

/** ISO 7064 MOD 11,10: the 15th digit that belongs to 14 digits. */
export function businessRegistrationCheckDigit(digits14: string): string {
  let product = 10
  for (const digit of digits14.slice(0, 14)) {
    const sum = (product + Number(digit)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return String((11 - product) % 10)
}

/** Business registration number of old licences, 15 digits (GS 15-2006). */
export function businessRegistration15(input: string): ValidationResult {
  const value = normaliseCode(input)
  if (!/^\d{15}$/.test(value)) return invalid('营业执照注册号应为15位数字，请对照执照填写')
  if (businessRegistrationCheckDigit(value) !== value.charAt(14)) return invalid('营业执照注册号第15位校验不符，请对照执照核对')
  return valid(value)
}
