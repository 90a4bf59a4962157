import { domainToASCII, domainToUnicode } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PROVINCES } from '#shared/filing/provinces'
import {
  domain, filingNumber, formatFilingNumber, hostname, icpNumber, ipAddress, parseFilingNumber, parseIcpNumber, toAsciiDomain, toDisplayDomain, url,
} from '#shared/filing/validators/index'
import { punycodeDecode, punycodeEncode } from '#shared/filing/validators/punycode'

const message = (result: { ok: boolean; message?: string }): string => (result.ok ? '' : (result.message ?? ''))

describe('ICP number', () => {
  it.each(['京ICP备05070602号', '粤ICP备09070608号-4', '闽ICP备2026032381号-1', '京ICP证030173号', '粤B2-20090059', '京ICP备05070602号-2A', '京ICP备05070602号-3X'])('accepts %s', (number) => {
    expect(icpNumber(number)).toEqual({ ok: true, value: number })
  })
  it('folds case, width and spaces', () => {
    expect(icpNumber(' 京icp备 ０５０７０６０２号－1 ')).toEqual({ ok: true, value: '京ICP备05070602号-1' })
  })
  it.each([
    ['ICP备12345678号', '缺少省份简称'], ['京ICP备123号', '8位或10位'], ['川ICP备05070602号', '四川省的工信部备案号以“蜀”开头'], ['甘ICP备05070602号', '“陇”'], ['贵ICP备05070602号', '“黔”'],
    ['京ICP备05070602', '缺少“号”'], ['国ICP备05070602号', '不是省份简称'], ['京ICP备05070602号-1B', '对照'], ['', '应如'],
  ])('refuses %s', (number, text) => {
    expect(message(icpNumber(number))).toContain(text)
  })
  it('reads the parts', () => {
    expect(parseIcpNumber('粤ICP备09070608号-4A')).toEqual({ province: '粤', kind: 'record', serial: '09070608', service: { number: 4, suffix: '-nA' } })
    expect(parseIcpNumber('京ICP证030173号')).toEqual({ province: '京', kind: 'licence', serial: '030173' })
    expect(parseIcpNumber('粤B2-20090059')).toMatchObject({ kind: 'telecomLicence' })
    expect(parseIcpNumber('川ICP备05070602号')).toBeUndefined()
  })
  it('minds the suffix of the kind of service', () => {
    expect(icpNumber('京ICP备05070602号-1', { suffix: '-n' })).toEqual({ ok: true, value: '京ICP备05070602号-1' })
    expect(message(icpNumber('京ICP备05070602号-1A', { suffix: '-n' }))).toContain('APP')
    expect(message(icpNumber('京ICP备05070602号-1', { suffix: '-nX' }))).toContain('小程序')
    expect(icpNumber('京ICP备05070602号', { suffix: '-n' })).toMatchObject({ ok: true, warning: expect.stringContaining('主体备案号') })
  })
  it('takes the ICP abbreviation of every province and only those', () => {
    for (const province of PROVINCES.filter((entry) => entry.icp !== undefined)) expect(icpNumber(`${province.icp}ICP备05070602号`).ok).toBe(true)
    for (const province of PROVINCES.filter((entry) => entry.police !== entry.icp)) expect(icpNumber(`${province.police}ICP备05070602号`).ok).toBe(false)
  })
})

describe('filing number', () => {
  it.each([
    ['京公网安备11000002000001号', '京11000002000001'], ['京公网安备 11000002000001号', '京11000002000001'], ['川公网安备51012402001727', '川51012402001727'], ['京11000002000001', '京11000002000001'],
    ['京公网安备１１００0002000001号', '京11000002000001'],
  ])('accepts %s', (number, stored) => {
    expect(filingNumber(number)).toEqual({ ok: true, value: stored })
  })
  it.each([['蜀公网安备51012402001727号', '四川省的公安备案号以“川”开头'], ['京公网安备1100000200001号', '14位数字，现为13位'], ['京ICP备05070602号', '应如'], ['', '应如']])('refuses %s', (number, text) => {
    expect(message(filingNumber(number))).toContain(text)
  })
  it('reads and writes any number', () => {
    const police = PROVINCES.flatMap((province) => province.police ?? [])
    fc.assert(fc.property(fc.constantFrom(...police), fc.stringMatching(/^\d{14}$/), (abbreviation, digits) => {
      const parsed = parseFilingNumber(abbreviation + digits)
      expect(parsed).toMatchObject({ abbreviation, digits, agencyCode: digits.slice(0, 6), category: digits.slice(6, 8), serial: digits.slice(8) })
      expect(parseFilingNumber(formatFilingNumber(abbreviation + digits))).toEqual(parsed)
      expect(formatFilingNumber(abbreviation + digits).includes('演示')).toBe(digits.slice(6, 8) === '99')
    }))
  })
})

describe('domain', () => {
  it.each([['a.cn', 'a.cn'], ['Example.COM.cn', 'example.com.cn'], ['互联网中心.中国', 'xn--fiq7iq58bfy3a8bb.xn--fiqs8s'], ['互联网中心。中国', 'xn--fiq7iq58bfy3a8bb.xn--fiqs8s'], ['ａ.cn', 'a.cn'], ['example.cn.', 'example.cn']])('accepts %s', (input, value) => {
    expect(domain(input)).toEqual({ ok: true, value })
  })
  it.each([
    ['-a.cn', '开头或结尾'], ['a-.cn', '开头或结尾'], ['a--b.cn', '连续的“-”'], ['http://a.cn/', '域名无需协议头，请去掉 http:// 或 https://'], ['https://a.cn', '协议头'], ['a.cn/x', '路径'], ['a.cn:8080', '端口'],
    ['www.a.cn', '“a.cn”，去掉前面的“www.”'], ['m.互联网中心.中国', '“互联网中心.中国”'], ['com.cn', '公共后缀'], ['a.nosuchsuffix', '不是可注册的域名后缀'], ['localhost', '应带后缀'], ['a..cn', '连续的点'],
    ['a_b.cn', '不允许的字符'], [`${'a'.repeat(64)}.cn`, '63'], ['1.2.3.4', 'IP'], ['me@a.cn', '邮箱'], ['xn--a.cn', '编码'], ['', '应带后缀'],
  ])('refuses %s', (input, text) => {
    expect(message(domain(input))).toContain(text)
  })
  it('limits the whole name', () => {
    const name = (length: number) => `${Array.from({ length: 4 }, () => 'a'.repeat(61)).join('.')}.`.padEnd(length - 3, 'b') + '.cn'
    expect(hostname(name(253))).toEqual({ ok: true, value: name(253) })
    expect(message(hostname(name(254)))).toContain('253')
  })
  it('takes sub-domains as host names', () => {
    expect(hostname('m.example.com.cn')).toEqual({ ok: true, value: 'm.example.com.cn' })
  })
  it('shows what the person knows', () => {
    expect(toDisplayDomain('xn--fiq7iq58bfy3a8bb.xn--fiqs8s')).toBe('互联网中心.中国')
    expect(toDisplayDomain('a.cn')).toBe('a.cn')
  })
  it('writes Punycode as the host does', () => {
    fc.assert(fc.property(fc.stringMatching(/^[\u4e00-\u9fa5a-z0-9]{1,12}$/), (label) => {
      fc.pre(/[\u4e00-\u9fa5]/.test(label))
      expect(toAsciiDomain(`${label}.cn`)).toBe(domainToASCII(`${label}.cn`))
      expect(toDisplayDomain(domainToASCII(`${label}.cn`))).toBe(domainToUnicode(domainToASCII(`${label}.cn`)))
      expect(punycodeDecode(punycodeEncode(label))).toBe(label)
    }))
  })
  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(typeof domain(text).ok).toBe('boolean')
      expect(typeof domain(`xn--${text}.cn`).ok).toBe('boolean')
    }))
  })
})

describe('home page', () => {
  const domains = ['example.cn', 'xn--fiq7iq58bfy3a8bb.xn--fiqs8s']
  it.each([
    ['https://www.example.cn', 'https://www.example.cn'], ['http://example.cn/a?b=c#d', 'http://example.cn/a?b=c#d'], ['HTTPS://Example.cn:8443/', 'https://example.cn:8443/'],
    ['https://互联网中心.中国/首页', 'https://xn--fiq7iq58bfy3a8bb.xn--fiqs8s/首页'],
  ])('accepts %s', (input, value) => {
    expect(url(input, { domains })).toEqual({ ok: true, value })
  })
  it.each([
    ['www.example.cn', '开头'], ['ftp://example.cn', '开头'], ['https://', '不完整'], ['https://other.cn', '已填写的域名之下'], ['https://notexample.cn', '已填写的域名之下'], ['https://example.cn.evil.com', '已填写的域名之下'],
    ['https://example.cn@evil.com', '账号'], ['https://example.cn:99999', '端口'], ['https://a b.cn', ''], ['javascript:alert(1)', '开头'],
  ])('refuses %s', (input, text) => {
    const result = url(input, { domains })
    expect(result.ok).toBe(false)
    expect(message(result)).toContain(text)
  })
})

describe('IP address', () => {
  it.each([['111.13.100.92', '111.13.100.92'], ['１１１.13.100.92', '111.13.100.92'], ['2408:8000:0:0:0:0:0:1', '2408:8000::1'], ['::ffff:111.13.100.92', '111.13.100.92'], ['[2408:8000::1]', '2408:8000::1']])('accepts %s', (input, value) => {
    expect(ipAddress(input)).toEqual({ ok: true, value })
  })
  it.each([
    ['10.0.0.1', '内网'], ['172.16.3.4', '内网'], ['192.168.1.1', '内网'], ['fd00::1', '内网'], ['127.0.0.1', '回环'], ['::1', '回环'], ['::ffff:10.0.0.1', '内网'], ['169.254.1.1', '链路本地'], ['100.64.0.1', '运营商'], ['0.0.0.0', '未指定'],
    ['224.0.0.1', '组播'], ['255.255.255.255', '广播'], ['240.0.0.1', '保留'], ['256.1.1.1', '不是有效'], ['1.2.3', '不是有效'], ['0x7f.0.0.1', '不是有效'], ['010.1.1.1', '不是有效'], ['1.1.1.1/24', '网段'], ['fe80::1%eth0', '不是有效'], ['', '不是有效'],
  ])('refuses %s', (input, text) => {
    expect(message(ipAddress(input))).toContain(text)
  })
  it.each(['192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1'])('warns of %s', (input) => {
    expect(ipAddress(input)).toMatchObject({ ok: true, warning: expect.stringContaining('文档示例') })
  })
})
