import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldDigitsAndLetters, normaliseCode, normaliseText } from '#shared/filing/normalise'
import { date, email, expiry, landline, mobile, personName, providerPhone } from '#shared/filing/validators/index'

const message = (result: { ok: boolean; message?: string }): string => (result.ok ? '' : (result.message ?? ''))

describe('normalise', () => {
  it('folds digits and letters only, trims every kind of space', () => {
    expect(normaliseText('　ＡＢc１２３（北京）\u200b ')).toBe('ABc123（北京）')
    expect(normaliseCode('１２７．０。０.1 ')).toBe('127.0.0.1')
  })
  it('is idempotent and leaves half-width text alone', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(normaliseText(normaliseText(text))).toBe(normaliseText(text))
    }))
    fc.assert(fc.property(fc.stringMatching(/^[\x20-\x7e]*$/), (text) => {
      expect(foldDigitsAndLetters(text)).toBe(text)
    }))
  })
})

describe('mobile', () => {
  it.each([
    ['18612345678', '18612345678'], ['１８６１２３４５６７８', '18612345678'], ['186 1234 5678', '18612345678'], ['+86-186-1234-5678', '18612345678'], ['8618612345678', '18612345678'],
  ])('accepts %s', (input, value) => {
    expect(mobile(input)).toEqual({ ok: true, value })
  })
  it.each([['1861234567', '应为11位，现为10位'], ['12612345678', '11位手机号码'], ['abc', '11位手机号码'], ['', '11位手机号码'], ['010-1234567', '应为11位，现为10位']])('refuses %s', (input, text) => {
    expect(message(mobile(input))).toContain(text)
  })
  it('accepts exactly the pattern', () => {
    fc.assert(fc.property(fc.stringMatching(/^\d{11}$/), (digits) => {
      expect(mobile(digits).ok).toBe(/^1[3-9]\d{9}$/.test(digits))
    }))
  })
})

describe('landline and provider phones', () => {
  it.each([['010-12345678', '010-12345678'], ['0512-62881234', '0512-62881234'], ['021-55509888-8001', '021-55509888-8001'], ['（010）62881234', '010-62881234'], ['+86-10-62881234', '010-62881234']])('accepts %s', (input, value) => {
    expect(landline(input)).toEqual({ ok: true, value })
  })
  it.each([['62881234', '加区号'], ['01062881234', '区号后加“-”'], ['18612345678', '手机号码一栏'], ['400-818-2233', '区号-固定电话号码'], ['010-123456', '区号-固定电话号码']])('refuses %s', (input, text) => {
    expect(message(landline(input))).toContain(text)
  })
  it.each([
    ['4008182233', '400-818-2233'], ['400-818-2233', '400-818-2233'], ['800-810-8888', '800-810-8888'], ['95187', '95187'], ['950805', '950805'], ['10000', '10000'],
    ['021-55509888', '021-55509888'], ['186 1234 5678', '18612345678'], ['+1-650-253-0000', '+1-650-253-0000'],
  ])('takes %s as a provider', (input, value) => {
    expect(providerPhone(input)).toEqual({ ok: true, value })
  })
  it.each(['12345', '9518', '400-818-223', '电话'])('refuses %s as a provider', (input) => {
    expect(message(providerPhone(input))).toContain('请填写')
  })
})

describe('email', () => {
  it.each([['a@b.cn', 'a@b.cn'], ['First.Last+x@Example.COM', 'First.Last+x@example.com'], ['ａ＠ｂ．cn', 'a@b.cn']])('accepts %s', (input, value) => {
    expect(email(input)).toEqual({ ok: true, value })
  })
  it.each([['ab.cn', '缺少“@”'], ['a@b', '“@”后'], ['.a@b.cn', '“@”前'], ['a..b@b.cn', '“@”前'], ['@b.cn', '“@”前'], [`${'a'.repeat(65)}@b.cn`, '“@”前'], ['a@-b.cn', '“@”后']])('refuses %s', (input, text) => {
    expect(message(email(input))).toContain(text)
  })
})

describe('person name', () => {
  it.each([['张三', '张三'], ['买买提·吐尔逊', '买买提·吐尔逊'], ['买买提•吐尔逊', '买买提·吐尔逊'], [' 李四 ', '李四'], ['John Smith', 'John Smith'], ['㛃𬎆', '㛃𬎆']])('accepts %s', (input, value) => {
    expect(personName(input)).toEqual({ ok: true, value })
  })
  it.each([
    ['张', '2至15个字，现为1个'], ['张先生', '请去掉“先生”'], ['王小姐', '请去掉“小姐”'], ['张3', '不应有数字'], ['张３三', '不应有数字'], ['张三！', '只能是汉字'], ['·张三', '中间'], ['一二三四五六七八九十一二三四五六', '现为16个'],
  ])('refuses %s', (input, text) => {
    expect(message(personName(input))).toContain(text)
  })
  it('counts characters, not code units', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('张', '𬎆', '㛃', '李'), { minLength: 0, maxLength: 20 }), (letters) => {
      expect(personName(letters.join('')).ok).toBe(letters.length >= 2 && letters.length <= 15)
    }))
  })
})

describe('date', () => {
  it.each([['2026-01-05', '2026-01-05'], ['2026/1/5', '2026-01-05'], ['2026年1月5日', '2026-01-05'], ['2024-02-29', '2024-02-29'], ['２０２６-０１-０５', '2026-01-05']])('accepts %s', (input, value) => {
    expect(date(input)).toEqual({ ok: true, value })
  })
  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '20260105', '', 'long-term'])('refuses %s', (input) => {
    expect(date(input).ok).toBe(false)
  })
  it('knows 长期 and the latest day allowed', () => {
    expect(expiry('long-term')).toEqual({ ok: true, value: 'long-term' })
    expect(date('2026-01-06', { notAfter: '2026-01-05' }).ok).toBe(false)
    expect(date('2026-01-05', { notAfter: '2026-01-05' }).ok).toBe(true)
  })
  it('agrees with the calendar of the host', () => {
    fc.assert(fc.property(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), (year, month, day) => {
      const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      expect(date(text).ok).toBe(new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day)
    }))
  })
})
