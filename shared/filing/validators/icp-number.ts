import { normaliseCode } from '../normalise'
import { PROVINCES, provinceByIcp, provinceByPolice } from '../provinces'
import { invalid, valid, type ValidationResult } from './result'

/** -n website, -nA mobile application, -nX mini program (quick application). */
export type IcpSuffix = '-n' | '-nA' | '-nX'

export interface IcpNumber {
  /** Abbreviation of the province, e.g. 京, 蜀. */
  province: string
  /** 备案 number, ICP licence, or value-added telecom licence (B2-…). */
  kind: 'record' | 'licence' | 'telecomLicence'
  serial: string
  /** Number of the service under the subject's number; undefined on the subject's own. */
  service?: { number: number; suffix: IcpSuffix }
}

const RECORD = /^(.)ICP备(\d{8}|\d{10})号(?:-(\d{1,5})([AX]?))?$/u
const LICENCE = /^(.)ICP证(\d{6,8})号(?:-(\d{1,5})([AX]?))?$/u
const TELECOM = /^(.)(?:A[12]?|B[12])-(\d{8})(?:-(\d{1,5})([AX]?))?$/u

const SUFFIX_TEXT: Record<IcpSuffix, string> = { '-n': '“-数字”（如 -1）', '-nA': '“-数字A”（如 -2A）', '-nX': '“-数字X”（如 -3X）' }
const SUFFIX_OWNER: Record<IcpSuffix, string> = { '-n': '网站', '-nA': 'APP', '-nX': '小程序' }

const fold = (input: string): string => normaliseCode(input).toUpperCase()

/** The parts of a well-formed number, of any province character; undefined otherwise. */
function split(value: string): IcpNumber | undefined {
  for (const [pattern, kind] of [[RECORD, 'record'], [LICENCE, 'licence'], [TELECOM, 'telecomLicence']] as const) {
    const match = pattern.exec(value)
    if (!match) continue
    const [, province = '', serial = '', number, letter] = match
    const parsed: IcpNumber = { province, kind, serial }
    return number === undefined ? parsed : { ...parsed, service: { number: Number(number), suffix: `-n${letter ?? ''}` as IcpSuffix } }
  }
  return undefined
}

/** The parts of a valid ICP number; undefined for anything else. */
export function parseIcpNumber(input: string): IcpNumber | undefined {
  const parsed = split(fold(input))
  return parsed && provinceByIcp(parsed.province) ? parsed : undefined
}

function formMessage(value: string): string {
  if (/^ICP[备证]/.test(value)) return '工信部备案号缺少省份简称，应如 京ICP备05070602号-1'
  if (/^.ICP备\d+(-\d+[AX]?)?$/u.test(value)) return '工信部备案号的数字后缺少“号”，应如 京ICP备05070602号-1'
  if (/^.ICP备\d+号/u.test(value)) return '工信部备案号“备”后应为8位或10位数字，请对照工信部备案查询结果填写'
  return '工信部备案号应如 京ICP备05070602号-1，请对照工信部备案查询结果填写'
}

/**
 * ICP number as the ministry writes it. With `suffix`, the number must be that kind of service's: another suffix is an
 * error, a missing one a warning (older numbers of single sites were issued without).
 */
export function icpNumber(input: string, options: { suffix?: IcpSuffix } = {}): ValidationResult {
  const value = fold(input)
  const parsed = split(value)
  if (!parsed) return invalid(formMessage(value))
  if (!provinceByIcp(parsed.province)) {
    const meant = provinceByPolice(parsed.province)
    return invalid(
      meant?.icp === undefined
        ? `“${parsed.province}”不是省份简称，工信部备案号应以${PROVINCES.flatMap((province) => province.icp ?? []).slice(0, 3).join('、')}等简称开头`
        : `${meant.name}的工信部备案号以“${meant.icp}”开头，请核对`,
    )
  }
  if (options.suffix === undefined) return valid(value)
  if (!parsed.service) {
    return valid(value, `这是主体备案号，${SUFFIX_OWNER[options.suffix]}的备案号末尾带${SUFFIX_TEXT[options.suffix]}，请核对`)
  }
  if (parsed.service.suffix !== options.suffix) {
    return invalid(`这是${SUFFIX_OWNER[parsed.service.suffix]}的备案号，${SUFFIX_OWNER[options.suffix]}的备案号末尾应为${SUFFIX_TEXT[options.suffix]}`)
  }
  return valid(value)
}
