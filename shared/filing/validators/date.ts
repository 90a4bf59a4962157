import { foldDigitsAndLetters } from '../normalise'
import { invalid, valid, type ValidationResult } from './result'

const FORM = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/

/** Whether year, month (1–12) and day are a day of the calendar. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return day <= (days[month - 1] ?? 0)
}

/**
 * A day, kept as YYYY-MM-DD; 2026/1/5 and 2026年1月5日 are taken too.
 * @param options.notAfter YYYY-MM-DD; a later day is refused (launch dates, domain.md §3.3).
 */
export function date(input: string, options: { notAfter?: string } = {}): ValidationResult {
  const match = FORM.exec(foldDigitsAndLetters(input).trim())
  if (!match) return invalid('请按“年-月-日”填写日期，如 2026-01-05')
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (!isCalendarDay(year, month, day)) return invalid('没有这一天，请核对日期')
  const value = `${match[1]}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  if (options.notAfter !== undefined && value > options.notAfter) return invalid('日期不能晚于今天，请核对')
  return valid(value)
}

/** Validity of a certificate: a day, or `long-term` 长期有效 (domain.md §3.1). */
export function expiry(input: string): ValidationResult {
  return input === 'long-term' ? valid(input) : date(input)
}
