import { normaliseCode } from '../normalise'
import { invalid, valid, type ValidationResult } from './result'

/** GB 11714-1997. */
const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** Value of a character: 0–9, A = 10 … Z = 35. */
const characterValue = (character: string): number => parseInt(character, 36)

/** C9 = 11 − Σ mod 11; 10 is written X, 11 is written 0. */
export function organizationCodeCheckCharacter(body8: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * characterValue(body8.charAt(index)), 0)
  const check = 11 - (sum % 11)
  if (check === 10) return 'X'
  return check === 11 ? '0' : String(check)
}

/** Organization code, kept as XXXXXXXX-X; the hyphen may be missing on input. */
export function organizationCode(input: string): ValidationResult {
  const plain = normaliseCode(input).toUpperCase()
  const match = /^([0-9A-Z]{8})-?([0-9X])$/.exec(plain)
  if (!match) return invalid('组织机构代码应为8位数字或大写字母加1位校验码，如 59467239-9，请对照证书填写')
  const [, body = '', check = ''] = match
  if (organizationCodeCheckCharacter(body) !== check) return invalid('组织机构代码最后一位校验不符，请对照证书核对')
  return valid(`${body}-${check}`)
}
