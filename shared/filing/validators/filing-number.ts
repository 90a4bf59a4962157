import { normaliseCode } from '../normalise'
import { provinceByIcp, provinceByPolice } from '../provinces'
import { invalid, valid, type ValidationResult } from './result'

/** Word behind a number that a station issued before its administrator turned on 正式发号 (domain.md §10). */
export const DEMO_MARK = '（演示）'
/** Category of such numbers. */
export const DEMO_CATEGORY = '99'

export interface FilingNumber {
  /** Police abbreviation of the province, e.g. 川. */
  abbreviation: string
  /** 14 digits: agencyCode + category + serial. */
  digits: string
  /** Code of the issuing agency, 6 digits; need not equal the region of the address. */
  agencyCode: string
  /** 2 digits; 02 for sites, 99 for 演示. */
  category: string
  /** 6 digits. */
  serial: string
  demo: boolean
}

const FORM = /^(.)(?:公网安备)?(\d{14})号?(?:[(（]?演示[)）]?)?$/u

const fold = (input: string): string => normaliseCode(input)

/** The parts of a number in any accepted writing: with a space, without 号, or as stored (abbreviation + 14 digits). */
export function parseFilingNumber(input: string): FilingNumber | undefined {
  const match = FORM.exec(fold(input))
  const [, abbreviation = '', digits = ''] = match ?? []
  if (!match || !provinceByPolice(abbreviation)) return undefined
  const category = digits.slice(6, 8)
  return { abbreviation, digits, agencyCode: digits.slice(0, 6), category, serial: digits.slice(8), demo: category === DEMO_CATEGORY }
}

/** As stored: abbreviation + 14 digits. */
export function filingNumber(input: string): ValidationResult {
  const parsed = parseFilingNumber(input)
  if (parsed) return valid(parsed.abbreviation + parsed.digits)
  const folded = fold(input)
  const meant = provinceByIcp(folded.charAt(0))
  if (/^.公网安备/u.test(folded) && meant && meant.police !== folded.charAt(0)) {
    return invalid(`${meant.name}的公安备案号以“${meant.police}”开头，请核对`)
  }
  const digits = /公网安备(\d+)/.exec(folded)?.[1]
  if (digits !== undefined && digits.length !== 14) return invalid(`公安备案号应有14位数字，现为${digits.length}位，请核对`)
  return invalid('公安备案号应如 京公网安备11000002000001号，请核对')
}

/** As shown: 京公网安备11000002000001号, with 演示 behind a demonstration number. Takes a stored or written number. */
export function formatFilingNumber(number: string | FilingNumber): string {
  const parsed = typeof number === 'string' ? parseFilingNumber(number) : number
  if (!parsed) return String(number)
  return `${parsed.abbreviation}公网安备${parsed.digits}号${parsed.demo ? DEMO_MARK : ''}`
}
