import { hostname, toAsciiDomain, toDisplayDomain } from './domain'
import { invalid, valid, type ValidationResult } from './result'

/** Longest address browsers and servers reliably take. */
const MAX_URL = 2048
const FORM = /^(https?):\/\/([^/?#:@]+)(?::(\d{1,5}))?([/?#][^\s]*)?$/i

export interface UrlParts {
  scheme: 'http' | 'https'
  /** Punycode, lower case. */
  host: string
  port?: number
  /** Path, query and fragment, from `/`, `?` or `#` on. */
  rest: string
}

const clean = (input: string): string => input.trim().replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))

/** The parts of an http(s) address; undefined for anything else. The host is not checked. */
export function parseUrl(input: string): UrlParts | undefined {
  const match = FORM.exec(clean(input))
  if (!match) return undefined
  const [, scheme = '', host = '', port, rest] = match
  const parts: UrlParts = { scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http', host: toAsciiDomain(host), rest: rest ?? '' }
  return port === undefined ? parts : { ...parts, port: Number(port) }
}

/** Whether a host is one of the domains or lies under one. */
export const isUnder = (host: string, domains: readonly string[]): boolean =>
  domains.some((name) => host === toAsciiDomain(name) || host.endsWith(`.${toAsciiDomain(name)}`))

/** Home page: an http(s) address, and with `domains` one under them (domain.md §3.3). Kept with its host in Punycode. */
export function url(input: string, options: { domains?: readonly string[] } = {}): ValidationResult {
  const text = clean(input)
  if (text.length > MAX_URL) return invalid(`网址过长，不能超过${MAX_URL}个字符`)
  if (!/^https?:\/\//i.test(text)) return invalid('网址应以 http:// 或 https:// 开头，如 https://www.example.cn')
  if (/^https?:\/\/[^/]*@/i.test(text)) return invalid('网址中不应含账号和密码，请去掉“@”及其前面的内容')
  const parts = parseUrl(text)
  if (!parts) return invalid('网址不完整，应如 https://www.example.cn')
  if (parts.port !== undefined && (parts.port < 1 || parts.port > 65535)) return invalid('网址中的端口应在1至65535之间')
  const host = hostname(parts.host)
  if (!host.ok) return invalid(`网址中的域名有误：${host.message}`)
  const domains = options.domains?.filter((name) => name.trim() !== '') ?? []
  if (domains.length > 0 && !isUnder(host.value, domains)) {
    return invalid(`网址应在已填写的域名之下，如 https://www.${toDisplayDomain(toAsciiDomain(domains[0] ?? ''))}`)
  }
  return valid(`${parts.scheme}://${host.value}${parts.port === undefined ? '' : `:${parts.port}`}${parts.rest}`)
}
