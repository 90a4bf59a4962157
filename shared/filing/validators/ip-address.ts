import ipaddr from 'ipaddr.js'
import { normaliseCode } from '../normalise'
import { invalid, valid, type ValidationResult } from './result'

/** RFC 5737 and RFC 3849. */
const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32']

const RANGE_MESSAGES: Readonly<Record<string, string>> = {
  private: '这是内网地址，请填写服务器的公网 IP',
  uniqueLocal: '这是内网地址，请填写服务器的公网 IP',
  carrierGradeNat: '这是运营商内部地址，请填写服务器的公网 IP',
  loopback: '这是本机回环地址，请填写服务器的公网 IP',
  linkLocal: '这是链路本地地址，请填写服务器的公网 IP',
  unspecified: '这是未指定地址，请填写服务器的公网 IP',
  multicast: '这是组播地址，请填写服务器的公网 IP',
  broadcast: '这是广播地址，请填写服务器的公网 IP',
}

function inDocumentation(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return DOCUMENTATION.some((block) => {
    const [network, bits] = ipaddr.parseCIDR(block)
    return network.kind() === address.kind() && address.match(network, bits)
  })
}

/** Public IPv4 or IPv6 address, v6 kept in its short form; ranges of the documentation are kept with a warning (domain.md §3.3). */
export function ipAddress(input: string): ValidationResult {
  const text = normaliseCode(input).replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (text.includes('/')) return invalid('请逐个填写 IP 地址，不要填写网段')
  const four = ipaddr.IPv4.isValidFourPartDecimal(text)
  if (!four && !(text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text))) {
    return invalid('不是有效的 IP 地址，应如 111.13.100.92 或 2408:8000::1')
  }
  const address = ipaddr.process(text)
  const value = address.toString()
  if (inDocumentation(address)) return valid(value, '这是文档示例用的地址，不能在互联网上使用，请核对')
  const range: string = address.range()
  if (range === 'unicast') return valid(value)
  return invalid(RANGE_MESSAGES[range] ?? '这是保留地址，不能用于互联网服务，请填写服务器的公网 IP')
}
