import { provinceByPolice } from './provinces'
import { DEMO_CATEGORY, formatFilingNumber, parseFilingNumber } from './validators/filing-number'

/** Category of sites in official numbers (domain.md §8). */
export const SITE_CATEGORY = '02'
/** Where the public looks a number up; shown and copied, never opened by the program itself. */
export const QUERY_ADDRESS = 'https://beian.mps.gov.cn/#/query/webSearch?code='

/** What a review station issues numbers by (发号设置). */
export interface NumberSettings {
  /** 正式发号 was turned on by an administrator; otherwise numbers are 演示 (domain.md §10). */
  official: boolean
  /** Police abbreviation, e.g. 川. */
  provinceAbbr: string
  /** Code of the agency, 6 digits. */
  agencyCode: string
  /** 2 digits; demonstration numbers carry 99 whatever is set here. */
  category: string
}

export const MAX_SERIAL = 999_999

/** What is wrong with the settings, in words for the administrator; empty when numbers can be issued. */
export function numberSettingsProblems(settings: NumberSettings): Partial<Record<keyof NumberSettings, string>> {
  const problems: Partial<Record<keyof NumberSettings, string>> = {}
  if (!provinceByPolice(settings.provinceAbbr)) problems.provinceAbbr = '请选择公安备案号的省份简称'
  if (!/^\d{6}$/.test(settings.agencyCode) || (settings.official && settings.agencyCode === '000000')) {
    problems.agencyCode = '请填写 6 位公安机关代码'
  }
  if (!/^\d{2}$/.test(settings.category) || (settings.official && settings.category === DEMO_CATEGORY)) {
    problems.category = `请填写 2 位类别代码，网站为 ${SITE_CATEGORY}，${DEMO_CATEGORY} 仅用于演示`
  }
  return problems
}

/**
 * The number for a serial, as stored (abbreviation + 14 digits).
 * @throws RangeError when the settings or the serial (1–999999) cannot make a number; the service checks both first.
 */
export function issueFilingNumber(settings: NumberSettings, serial: number): string {
  if (Object.keys(numberSettingsProblems(settings)).length > 0) throw new RangeError('number settings are incomplete')
  if (!Number.isInteger(serial) || serial < 1 || serial > MAX_SERIAL) throw new RangeError(`serial ${serial} is out of range`)
  const category = settings.official ? settings.category : DEMO_CATEGORY
  return `${settings.provinceAbbr}${settings.agencyCode}${category}${String(serial).padStart(6, '0')}`
}

const escapeHtml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** The snippet for the foot of a page (domain.md §6); undefined when the number is none. */
export function filingNumberSnippet(number: string): string | undefined {
  const parsed = parseFilingNumber(number)
  if (!parsed) return undefined
  return `<a href="${QUERY_ADDRESS}${parsed.digits}" rel="noreferrer" target="_blank">${escapeHtml(formatFilingNumber(parsed))}</a>`
}

/** Whether a number was issued for demonstration only. */
export const isDemoNumber = (number: string): boolean => parseFilingNumber(number)?.demo ?? false
