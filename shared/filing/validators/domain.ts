import { getDomain, parse } from 'tldts'
import { normaliseCode } from '../normalise'
import { punycodeDecode, punycodeEncode } from './punycode'
import { invalid, valid, type ValidationResult } from './result'

const ACE = 'xn--'
const MAX_LABEL = 63
const MAX_DOMAIN = 253

/** One label as it goes over the wire. */
function labelToAscii(label: string): string {
  return /^[\u0000-\u007f]*$/.test(label) ? label : ACE + punycodeEncode(label)
}

function labelToUnicode(label: string): string {
  return label.startsWith(ACE) ? (punycodeDecode(label.slice(ACE.length)) ?? label) : label
}

const fold = (input: string): string => normaliseCode(input).normalize('NFKC').toLowerCase().replace(/\.$/, '')

/** A name as stored: lower case, every label in Punycode. No check. */
export const toAsciiDomain = (name: string): string => fold(name).split('.').map(labelToAscii).join('.')
/** A stored name as the person knows it: 互联网中心.中国. */
export const toDisplayDomain = (name: string): string => name.split('.').map(labelToUnicode).join('.')

function labelProblem(label: string): string | undefined {
  const shown = labelToUnicode(label)
  if (label === '') return '域名中有连续的点，请核对'
  if (label.length > MAX_LABEL) return `“${shown}”过长，域名的每一段不能超过63个字符`
  if (/^-|-$/.test(shown)) return `“${shown}”不能以“-”开头或结尾`
  if (label.startsWith(ACE)) {
    const decoded = punycodeDecode(label.slice(ACE.length))
    if (decoded === undefined || labelToAscii(decoded) !== label || /\p{C}/u.test(decoded)) return `“${label}”不是有效的中文域名编码，请填写中文域名本身`
    return /^[\p{L}\p{N}\p{M}\u00b7-]+$/u.test(decoded) ? undefined : `“${shown}”含有域名不允许的字符`
  }
  if (label.includes('--')) return `“${shown}”中不能有连续的“-”`
  return /^[a-z0-9-]+$/.test(label) ? undefined : `“${shown}”含有域名不允许的字符，只能用字母、数字、汉字和“-”`
}

function shapeProblem(name: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(name) || /^\/\//.test(name)) return '域名无需协议头，请去掉 http:// 或 https://'
  if (/[/?#]/.test(name)) return '域名不含路径，请去掉“/”及其后的内容'
  if (name.includes('@')) return '这是邮箱地址，请只填写域名'
  if (parse(name).isIp) return '这里填写域名，IP 地址请填在 IP 一栏'
  if (/:\d+$/.test(name)) return '域名不含端口，请去掉“:”及其后的数字'
  if (!name.includes('.')) return '域名应带后缀，如 example.cn'
  return undefined
}

/** A host name under a known public suffix, as stored (Punycode, lower case); sub-domains are fine. */
export function hostname(input: string): ValidationResult {
  const folded = fold(input)
  const problem = shapeProblem(folded)
  if (problem !== undefined) return invalid(problem)
  const ascii = folded.split('.').map(labelToAscii)
  const wrong = ascii.map(labelProblem).find((message) => message !== undefined)
  if (wrong !== undefined) return invalid(wrong)
  const name = ascii.join('.')
  if (name.length > MAX_DOMAIN) return invalid('域名过长，总长不能超过253个字符')
  const parts = parse(name)
  if (!parts.isIcann) return invalid(`“.${toDisplayDomain(ascii.at(-1) ?? '')}”不是可注册的域名后缀，请核对`)
  if (parts.domain === null) return invalid(`“${toDisplayDomain(name)}”是公共后缀，请填写完整域名，如 example.${toDisplayDomain(name)}`)
  return valid(name)
}

/** The registrable domain itself, as stored; `www.` and other prefixes are refused with the domain to fill in (PC-20). */
export function domain(input: string): ValidationResult {
  const checked = hostname(input)
  if (!checked.ok) return checked
  const registrable = getDomain(checked.value)
  if (registrable !== null && registrable !== checked.value) {
    return invalid(`请填写域名本身“${toDisplayDomain(registrable)}”，去掉前面的“${toDisplayDomain(checked.value.slice(0, -registrable.length))}”`)
  }
  return checked
}

/** The registrable domain a stored host name lies under; null for public suffixes. */
export const registrableDomain = (name: string): string | null => getDomain(toAsciiDomain(name))
