import { normaliseCode } from '../normalise'
import { invalid, valid, type ValidationResult } from './result'

/** GB 32100-2015: alphabet without I O S V Z, weights of characters 1–17. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** check = (31 − Σ mod 31) mod 31, as a character of the alphabet. */
export function usccCheckCharacter(body17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * ALPHABET.indexOf(body17.charAt(index)), 0)
  return ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/** Unified social credit code, kept in capitals without spaces. */
export function uscc(input: string): ValidationResult {
  const value = normaliseCode(input).toUpperCase()
  if (value.length !== 18) return invalid(`统一社会信用代码应为18位，现为${value.length}位，请对照证书填写`)
  const wrong = [...value].find((character) => !ALPHABET.includes(character))
  if (wrong !== undefined) {
    return invalid(`统一社会信用代码不含“${wrong}”${'IOSVZ'.includes(wrong) ? '（不使用字母 I、O、S、V、Z，易与数字混淆）' : ''}，请对照证书核对`)
  }
  if (!/^.{2}\d{6}/.test(value)) return invalid('统一社会信用代码第3至8位应为数字，请对照证书核对')
  if (usccCheckCharacter(value) !== value.charAt(17)) return invalid('统一社会信用代码第18位校验不符，请对照证书核对')
  return valid(value)
}
