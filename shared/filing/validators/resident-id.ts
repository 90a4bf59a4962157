import { normaliseCode } from '../normalise'
import { PROVINCES } from '../provinces'
import { isCalendarDay } from './date'
import { invalid, valid, type ValidationResult } from './result'

/** GB 11643-1999, weights of digits 1–17 and check characters by Σ mod 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_CHARACTERS = '10X98765432'
/** 83 stands for 台湾 on 港澳台居民居住证, 91 for foreigners' permanent residence. */
const OTHER_PREFIXES = ['83', '91']

/** The 18th character that belongs to 17 digits. */
export function residentIdCheckCharacter(digits17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits17[index]), 0)
  return CHECK_CHARACTERS.charAt(sum % 11)
}

/** Resident ID number, kept with a capital X. `today` (YYYY-MM-DD), when given, refuses a birth date after it. */
export function residentId(input: string, options: { today?: string } = {}): ValidationResult {
  const value = normaliseCode(input).toUpperCase()
  if (value.length !== 18) {
    return invalid(value.length === 15 ? '这是已停用的15位号码，请填写现行证件上的18位身份证号码' : `身份证号码应为18位，现为${value.length}位，请对照证件补全`)
  }
  if (!/^\d{17}[\dX]$/.test(value)) return invalid('身份证号码前17位应为数字，第18位为数字或X，请对照证件核对')
  if (!PROVINCES.some((province) => province.code === value.slice(0, 2)) && !OTHER_PREFIXES.includes(value.slice(0, 2))) {
    return invalid('身份证号码前两位不是省份代码，请对照证件核对')
  }
  const birthDate = residentBirthDate(value)
  if (!birthDate) return invalid('身份证号码第7至14位不是有效的出生日期，请对照证件核对')
  if (options.today !== undefined && birthDate > options.today) return invalid('身份证号码中的出生日期晚于今天，请对照证件核对')
  if (residentIdCheckCharacter(value) !== value.charAt(17)) return invalid('身份证号码第18位校验不符，请对照证件核对')
  return valid(value)
}

/** YYYY-MM-DD at digits 7–14, or undefined when they are no day of the calendar. */
export function residentBirthDate(id: string): string | undefined {
  const match = /^\d{6}(\d{4})(\d{2})(\d{2})/.exec(id)
  if (!match || !isCalendarDay(Number(match[1]), Number(match[2]), Number(match[3]))) return undefined
  return `${match[1]}-${match[2]}-${match[3]}`
}

/** Full years between two days (YYYY-MM-DD); negative when `today` lies before. */
export function yearsBetween(birthDate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years
}

export interface ResidentIdFacts {
  /** YYYY-MM-DD. */
  birthDate: string
  /** Full years on `today`. */
  age: number
  sex: 'male' | 'female'
  /** GB/T 2260 code of the place of first registration, perhaps no longer in use. */
  regionCode: string
}

/** What a valid number says of its holder; undefined for an invalid number. */
export function residentIdFacts(input: string, today: string): ResidentIdFacts | undefined {
  const checked = residentId(input)
  if (!checked.ok) return undefined
  const birthDate = residentBirthDate(checked.value)
  if (!birthDate) return undefined
  return {
    birthDate,
    age: yearsBetween(birthDate, today),
    sex: Number(checked.value.charAt(16)) % 2 === 1 ? 'male' : 'female',
    regionCode: checked.value.slice(0, 6),
  }
}
