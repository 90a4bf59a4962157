import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  businessRegistration15, businessRegistrationCheckDigit, organizationCode, organizationCodeCheckCharacter, organizationIdNumber, personIdNumber,
  residentId, residentIdCheckCharacter, residentIdFacts, uscc, usccCheckCharacter,
} from '#shared/filing/validators/index'

/** Replaces the character at `index`; the replacement must differ for a property to mean anything. */
const replaceAt = (text: string, index: number, character: string): string => text.slice(0, index) + character + text.slice(index + 1)
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
const message = (result: { ok: boolean; message?: string }): string => (result.ok ? '' : (result.message ?? ''))

/** Valid resident numbers of every province and day. */
const residentIds = fc
  .tuple(fc.constantFrom('110105', '440524', '310110', '650102', '510124'), fc.date({ min: new Date('1900-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }), digits(3))
  .map(([region, birth, order]) => {
    const body = region + birth.toISOString().slice(0, 10).replaceAll('-', '') + order
    return body + residentIdCheckCharacter(body)
  })

describe('resident ID number (GB 11643-1999)', () => {
  it.each(['11010519491231002X', '440524188001010014', '110101200001010010', '330106200002290029'])('accepts %s', (id) => {
    expect(residentId(id)).toEqual({ ok: true, value: id })
  })
  it.each(['11010519491231002x', '１１０１０５１９４９１２３１００２ｘ', '11010519491231002Ｘ', ' 110105 19491231 002X '])('folds %s', (id) => {
    expect(residentId(id)).toEqual({ ok: true, value: '11010519491231002X' })
  })
  it.each([
    ['110105194912310021', '身份证号码第18位校验不符，请对照证件核对'],
    ['110105199001011234', '身份证号码第18位校验不符，请对照证件核对'],
    ['11010519491231', '应为18位，现为14位'],
    ['110105491231002', '15位'],
    ['1101051949123100AX', '前17位应为数字'],
    ['990105194912310026', '前两位'],
    ['110105194902300027', '出生日期'],
    ['110105200102290027', '出生日期'],
  ])('refuses %s', (id, text) => {
    expect(message(residentId(id))).toContain(text)
  })
  it('refuses a birth date after today', () => {
    expect(message(residentId('330106200002290029', { today: '2000-02-28' }))).toContain('晚于今天')
    expect(residentId('330106200002290029', { today: '2000-02-29' }).ok).toBe(true)
  })
  it('accepts every well-made number and refuses any single changed digit', () => {
    fc.assert(fc.property(residentIds, fc.nat(17), fc.constantFrom(...'0123456789'), (id, index, digit) => {
      expect(residentId(id).ok).toBe(true)
      fc.pre(id.charAt(index) !== digit)
      expect(residentId(replaceAt(id, index, digit)).ok).toBe(false)
    }))
  })
  it('agrees with ISO 7064 MOD 11-2: Σ aᵢ·2^(18−i) ≡ 1 (mod 11)', () => {
    fc.assert(fc.property(fc.stringMatching(/^[1-9]\d{16}$/), (body) => {
      const values = [...body + residentIdCheckCharacter(body)].map((character) => (character === 'X' ? 10 : Number(character)))
      expect(values.reduce((rest, value) => (rest * 2 + value) % 11, 0)).toBe(1)
    }))
  })
  it('refuses any two neighbours exchanged', () => {
    fc.assert(fc.property(residentIds, fc.nat(15), (id, index) => {
      fc.pre(id.charAt(index) !== id.charAt(index + 1))
      const swapped = replaceAt(replaceAt(id, index, id.charAt(index + 1)), index + 1, id.charAt(index))
      expect(residentId(swapped).ok).toBe(false)
    }))
  })
  it('reads birth date, age, sex', () => {
    expect(residentIdFacts('11010519491231002X', '2026-12-30')).toEqual({ birthDate: '1949-12-31', age: 76, sex: 'female', regionCode: '110105' })
    expect(residentIdFacts('110101200001010010', '2026-01-01')).toMatchObject({ age: 26, sex: 'male' })
    expect(residentIdFacts('330106200002290029', '2018-02-28')?.age).toBe(17)
    expect(residentIdFacts('330106200002290029', '2018-03-01')?.age).toBe(18)
    expect(residentIdFacts('110105194912310021', '2026-01-01')).toBeUndefined()
  })
})

describe('unified social credit code (GB 32100-2015)', () => {
  it.each(['91350100M000100Y43', '911101085636549482', '91110105MA0000015F', '123101154000000185', '51440305500000023Y'])('accepts %s', (code) => {
    expect(uscc(code)).toEqual({ ok: true, value: code })
    expect(uscc(` ${code.toLowerCase()} `)).toEqual({ ok: true, value: code })
  })
  it.each([
    ['91350100M000100Y44', '第18位校验不符'],
    ['11330102MB1234567A', '第18位校验不符'],
    ['91350100M000100Y4', '应为18位，现为17位'],
    ['9I350100M000100Y43', '不含“I”'],
    ['91350100M000100-43', '不含“-”'],
    ['91A50100M000100Y43', '第3至8位应为数字'],
  ])('refuses %s', (code, text) => {
    expect(message(uscc(code))).toContain(text)
  })
  it('agrees with the powers of 3: Σ aᵢ·3^(i−1) ≡ 0 (mod 31)', () => {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
    fc.assert(fc.property(fc.stringMatching(/^[0-9ABCDEFGHJKLMNPQRTUWXY]{17}$/), (body) => {
      const values = [...body].map((character) => alphabet.indexOf(character))
      const { sum } = values.reduce(({ sum, power }, value) => ({ sum: (sum + value * power) % 31, power: (power * 3) % 31 }), { sum: 0, power: 1 })
      expect((sum + alphabet.indexOf(usccCheckCharacter(body))) % 31).toBe(0)
    }))
  })
  it('refuses any single changed character', () => {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
    const body = fc.tuple(fc.constantFrom('91', '12', '51', '93'), digits(6), fc.stringMatching(/^[0-9ABCDEFGHJKLMNPQRTUWXY]{9}$/)).map((parts) => parts.join(''))
    fc.assert(fc.property(body, fc.nat(17), fc.constantFrom(...alphabet), (body17, index, character) => {
      const code = body17 + usccCheckCharacter(body17)
      expect(uscc(code).ok).toBe(true)
      fc.pre(code.charAt(index) !== character)
      expect(uscc(replaceAt(code, index, character)).ok).toBe(false)
    }))
  })
})

describe('organization code (GB 11714-1997)', () => {
  it.each([['D2143569-X', 'D2143569-X'], ['59467239-9', '59467239-9'], ['12345678-8', '12345678-8'], ['594672399', '59467239-9'], ['d2143569－x', 'D2143569-X']])('accepts %s', (code, kept) => {
    expect(organizationCode(code)).toEqual({ ok: true, value: kept })
  })
  it.each([['12345671-1', '校验不符'], ['1234567-8', '8位'], ['', '8位']])('refuses %s', (code, text) => {
    expect(message(organizationCode(code))).toContain(text)
  })
  it('refuses any single changed digit', () => {
    fc.assert(fc.property(digits(8), fc.nat(7), fc.constantFrom(...'0123456789'), (body, index, digit) => {
      const code = `${body}-${organizationCodeCheckCharacter(body)}`
      expect(organizationCode(code).ok).toBe(true)
      fc.pre(body.charAt(index) !== digit)
      expect(organizationCode(replaceAt(code, index, digit)).ok).toBe(false)
    }))
  })
})

describe('business registration number, 15 digits (MOD 11,10)', () => {
  it.each(['110108000000016', '310115000000029'])('accepts %s', (number) => {
    expect(businessRegistration15(number)).toEqual({ ok: true, value: number })
  })
  it.each([['310115000000010', '校验不符'], ['31011500000002', '15位'], ['31011500000002A', '15位']])('refuses %s', (number, text) => {
    expect(message(businessRegistration15(number))).toContain(text)
  })
  it('refuses any single changed digit', () => {
    fc.assert(fc.property(digits(14), fc.nat(14), fc.constantFrom(...'0123456789'), (body, index, digit) => {
      const number = body + businessRegistrationCheckDigit(body)
      expect(businessRegistration15(number).ok).toBe(true)
      fc.pre(number.charAt(index) !== digit)
      expect(businessRegistration15(replaceAt(number, index, digit)).ok).toBe(false)
    }))
  })
})

describe('certificate numbers by type', () => {
  it('checks 111 and 112 as resident numbers, others softly', () => {
    expect(personIdNumber('111', '110105194912310021').ok).toBe(false)
    expect(personIdNumber('112', '11010519491231002x')).toEqual({ ok: true, value: '11010519491231002X' })
    expect(personIdNumber('414', 'ea1234567')).toEqual({ ok: true, value: 'EA1234567' })
    expect(personIdNumber('516', 'H12345678')).toEqual({ ok: true, value: 'H12345678' })
    expect(personIdNumber('516', 'Q1')).toMatchObject({ ok: false })
    expect(personIdNumber('516', 'Q12345678')).toMatchObject({ ok: true, warning: expect.stringContaining('对照证件') })
    expect(personIdNumber('114', '军字第1234567号')).toMatchObject({ ok: true })
    expect(personIdNumber(undefined, '<script>')).toMatchObject({ ok: false })
  })
  it('checks organizations by certificate', () => {
    expect(organizationIdNumber('uscc', '110108000000016').ok).toBe(false)
    expect(organizationIdNumber('businessLicense', '110108000000016').ok).toBe(true)
    expect(organizationIdNumber('businessLicense', '110108000000017').ok).toBe(false)
    expect(organizationIdNumber('businessLicense', '911101085636549482').ok).toBe(true)
    expect(organizationIdNumber('organizationCode', '594672399')).toEqual({ ok: true, value: '59467239-9' })
    expect(organizationIdNumber('other', '京民证字第1号').ok).toBe(true)
  })
})
