import { normaliseCode } from '../normalise'
import { invalid, valid, type ValidationResult } from './result'

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const HOST = /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/

/** E-mail address (RFC 5321 lengths), kept with its host in lower case. */
export function email(input: string): ValidationResult {
  const value = normaliseCode(input)
  const at = value.lastIndexOf('@')
  if (at < 0) return invalid('电子邮件地址缺少“@”，如 name@example.cn')
  const [local, host] = [value.slice(0, at), value.slice(at + 1)]
  if (local.length === 0 || local.length > 64 || !LOCAL.test(local)) return invalid('电子邮件地址“@”前的部分不正确，请核对')
  if (value.length > 254 || !HOST.test(host)) return invalid('电子邮件地址“@”后的部分不是完整的域名，如 example.cn')
  return valid(`${local}@${host.toLowerCase()}`)
}
