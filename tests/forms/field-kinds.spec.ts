import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIELD_KINDS, kindOf } from '#shared/forms/field-kinds/index'
import { MESSAGES, type MessageId } from '#shared/forms/messages'
import type { FormDeclaration, FormValues, ScalarField, ScalarKind } from '#shared/forms/types'
import { validateRecord, type ValidationOutcome } from '#shared/forms/validate'
import { attachment, ctx, dictionaries, sampleOf } from './samples'

const LABEL = '某项'
const fieldOf = (kind: ScalarKind, more: Partial<ScalarField> = {}): ScalarField => ({
  id: 'value', kind, label: LABEL, required: true,
  ...(kind === 'select' || kind === 'multiSelect' ? { dictionary: 'languages' } : {}), ...more,
})
const formOf = (field: ScalarField): FormDeclaration => ({
  id: 'probe', title: '测试表单', schemaVersion: 1,
  groups: [{ id: 'all', title: '全部', fields: [field, { id: 'type', kind: 'text', label: '类型' }, { id: 'names', kind: 'domains', label: '域名' }] }],
})
const outcomeOf = (field: ScalarField, value: unknown, beside: FormValues = {}, stage: 'draft' | 'submit' = 'submit'): ValidationOutcome =>
  validateRecord(formOf(field), { value, ...beside }, ctx, { stage })
const messageOf = (outcome: ValidationOutcome): string => (outcome.ok ? '' : (Object.values(outcome.fields)[0] ?? ''))

/** Which message of the list a sentence is; what none of them fits was said by a validator. */
function idOf(sentence: string): MessageId | 'checked' {
  const fits = Object.entries(MESSAGES).filter(([, template]) =>
    new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, (_, key: string) => (key === 'label' ? LABEL : '.+'))}$`, 's').test(sentence))
  return (fits[0]?.[0] as MessageId | undefined) ?? 'checked'
}

type Row = [kind: ScalarKind, expected: MessageId | 'checked', value: unknown, more?: Partial<ScalarField>, beside?: FormValues]
const ref = attachment('a')
const pdf = attachment('b', 'pdf')
const LONG = 'x'.repeat(3000)

/** Faults of every kind; together they call forth every message a kind lists. */
const FAULTS: Row[] = [
  ...(['text', 'longText', 'date', 'expiry', 'mobile', 'landline', 'providerPhone', 'email', 'personName', 'personIdNumber', 'organizationIdNumber',
    'icpNumber', 'domain', 'url'] as const).flatMap((kind): Row[] => [[kind, 'required', '  '], [kind, 'type', 42], [kind, 'tooLong', LONG]]),
  ['text', 'tooShort', '两字', { min: 3 }],
  ['text', 'checked', '１２３４', { check: 'organizationName' }],
  ['text', 'checked', '1234', { check: 'notOnlyDigits' }],
  ['longText', 'tooShort', '太短', { min: 20 }],
  ['longText', 'checked', '12345', { check: 'notOnlyDigits' }],
  ['select', 'required', ''], ['select', 'type', 1], ['select', 'notOption', 'klingon'], ['select', 'notOption', 'constructor'],
  ['multiSelect', 'required', []], ['multiSelect', 'type', 'en'], ['multiSelect', 'notOption', ['en', 'klingon']],
  ['multiSelect', 'repeatedOption', ['en', 'en']], ['multiSelect', 'tooFew', ['en'], { min: 2 }], ['multiSelect', 'tooMany', ['en', 'fr', 'de'], { max: 2 }],
  ['yesNo', 'required', undefined], ['yesNo', 'type', 'yes'],
  ['acknowledgement', 'acknowledge', false], ['acknowledgement', 'type', 'true'],
  ['date', 'checked', '2026-02-29'], ['date', 'checked', '2026'], ['date', 'checked', '2026-11-22', { notFuture: true }],
  ['expiry', 'checked', '永久'],
  ['region', 'required', { code: '', name: '' }], ['region', 'type', '110101'], ['region', 'region', { code: '1101', name: '北京市' }],
  ['region', 'region', { name: '北京市' }], ['region', 'tooLong', { code: '110101', name: LONG }], ['region', 'unknownKey', { code: '110101', name: '东城区', x: 1 }],
  ...(['image', 'pdf', 'upload'] as const).flatMap((kind): Row[] => {
    const good = kind === 'image' ? ref : pdf
    return [
      [kind, 'required', null], [kind, 'type', 'a.jpg'], [kind, 'unknownKey', { ...good, data: 'AAAA' }], [kind, 'attachmentSize', { ...good, size: 5 * 1024 * 1024 + 1 }],
      [kind, 'attachmentDamaged', { ...good, sha256: 'A'.repeat(64) }], [kind, 'attachmentDamaged', { ...good, size: 0 }],
      [kind, 'attachmentDamaged', { ...good, name: 'a\u0000.jpg' }], [kind, 'attachmentDamaged', { ...good, name: '\ud800.jpg' }],
      [kind, 'attachmentDamaged', { sha256: good.sha256, name: good.name, type: good.type }],
      [kind, 'attachmentType', { ...good, type: kind === 'image' ? 'pdf' : kind === 'pdf' ? 'jpg' : 'exe' }],
    ]
  }),
  ['images', 'required', []], ['images', 'type', ref], ['images', 'tooFew', [ref], { min: 3 }], ['images', 'tooMany', [ref, ref], { max: 1 }],
  ['images', 'repeatedItem', [ref, ref]], ['images', 'attachmentType', [pdf]], ['images', 'attachmentSize', [{ ...ref, size: 6_000_000 }]],
  ['images', 'attachmentDamaged', [{ ...ref, sha256: 'x' }]], ['images', 'unknownKey', [{ ...ref, url: 'x' }]],
  ['mobile', 'checked', '12345678901'], ['landline', 'checked', '65551234'], ['providerPhone', 'checked', '12345'], ['email', 'checked', 'zhang@'],
  ['personName', 'checked', '张三先生'], ['personName', 'checked', '张3'],
  ['personIdNumber', 'checked', '110105194912310021', { typeField: 'type' }, { type: '111' }],
  ['personIdNumber', 'checked', '1', { typeField: 'type' }, { type: '414' }],
  ['organizationIdNumber', 'checked', '91350100M000100Y44', { typeField: 'type' }, { type: 'uscc' }],
  ['icpNumber', 'checked', 'ICP备12345678号'], ['icpNumber', 'checked', '京ICP备05070602号-1A', { suffix: '-n' }],
  ['domain', 'checked', 'http://a.cn/'], ['domain', 'checked', 'a--b.cn'], ['domain', 'checked', 'www.example.cn'],
  ['domains', 'required', []], ['domains', 'type', 'example.cn'], ['domains', 'tooLong', [LONG]], ['domains', 'tooMany', ['example.cn', 'example.com'], { max: 1 }],
  ['domains', 'tooFew', ['example.cn'], { min: 2 }], ['domains', 'itemChecked', ['-a.cn']], ['domains', 'repeatedItem', ['example.cn', 'EXAMPLE.cn']],
  ['url', 'checked', 'ftp://example.cn'], ['url', 'checked', 'https://other.cn', { under: ['names'] }, { names: ['example.cn'] }],
  ['ipAddresses', 'required', ['']], ['ipAddresses', 'type', '1.1.1.1'], ['ipAddresses', 'tooLong', [LONG]], ['ipAddresses', 'tooMany', ['1.1.1.1', '8.8.8.8'], { max: 1 }],
  ['ipAddresses', 'tooFew', ['1.1.1.1'], { min: 2 }], ['ipAddresses', 'itemChecked', ['10.0.0.1']], ['ipAddresses', 'itemChecked', ['1.1.1.1', '127.0.0.1']],
  ['ipAddresses', 'repeatedItem', ['1.1.1.1', '１.1.1.1']],
  ['wholeNumber', 'required', ''], ['wholeNumber', 'type', 'many'], ['wholeNumber', 'notWhole', 1.5], ['wholeNumber', 'tooSmall', -1], ['wholeNumber', 'tooLarge', 1e15],
]

/** What even a draft must keep to. */
const SHAPE: readonly string[] = [
  'type', 'tooLong', 'tooMany', 'notOption', 'unknownKey', 'region', 'notWhole', 'tooSmall', 'tooLarge', 'attachmentDamaged', 'attachmentType', 'attachmentSize',
] satisfies MessageId[]

describe('field kinds', () => {
  it.each(FAULTS)('%s: %s for %j', (kind, expected, value, more, beside) => {
    const field = fieldOf(kind, more)
    const outcome = outcomeOf(field, value, beside)
    expect(outcome.ok).toBe(false)
    expect(idOf(messageOf(outcome)), messageOf(outcome)).toBe(expected)
    expect(messageOf(outcome)).not.toMatch(/undefined|\[object|null|NaN|must be|required|[{}]/)
    expect(outcomeOf(field, value, beside, 'draft').ok, 'in a draft').toBe(!SHAPE.includes(expected))
  })

  it('list exactly the messages they can give', () => {
    for (const kind of Object.keys(FIELD_KINDS) as ScalarKind[]) {
      const seen = new Set(FAULTS.filter((row) => row[0] === kind).map((row) => row[1]))
      expect(seen, kind).toEqual(new Set(FIELD_KINDS[kind].errors))
    }
  })

  it('put an error of a list at its item', () => {
    const outcome = outcomeOf(fieldOf('ipAddresses'), ['111.13.100.92', '192.168.1.1', 'x'])
    expect(outcome.ok ? {} : outcome.fields).toEqual({
      'value[1]': '第2项“192.168.1.1”：这是内网地址，请填写服务器的公网 IP',
      'value[2]': '第3项“x”：不是有效的 IP 地址，应如 111.13.100.92 或 2408:8000::1',
    })
  })

  it('hold their own samples and empty values', () => {
    for (const kind of Object.keys(FIELD_KINDS) as ScalarKind[]) {
      const field = fieldOf(kind, kind === 'url' ? {} : {})
      for (const which of [0, 1] as const) {
        const value = sampleOf(field, which)
        if (kindOf(field).isEmpty(value)) continue
        const outcome = outcomeOf(field, value)
        expect(outcome.ok && outcome.record, kind).toEqual({ value })
      }
      expect(kindOf(field).isEmpty(kindOf(field).empty()), kind).toBe(true)
      expect(outcomeOf({ ...field, required: false }, kindOf(field).empty()), kind).toEqual({ ok: true, record: {} })
    }
  })

  it.each<[ScalarKind, unknown, unknown]>([
    ['text', '  北京　示例 １２Ａ（北京）\u200b ', '北京　示例 12A（北京）'],
    ['text', '一行\r\n两行\u202e', '一行 两行'],
    ['longText', '一行\r\n两行 ', '一行\n两行'],
    ['date', '２０２６/1/5', '2026-01-05'],
    ['mobile', '+86 186-1234-5678', '18612345678'],
    ['personIdNumber', '１１０１０５１９４９１２３１００２ｘ', '11010519491231002X'],
    ['organizationIdNumber', ' 91350100m000100y43 ', '91350100M000100Y43'],
    ['icpNumber', '京icp备０５070602号－1', '京ICP备05070602号-1'],
    ['domain', '互联网中心。中国', 'xn--fiq7iq58bfy3a8bb.xn--fiqs8s'],
    ['domains', [' EXAMPLE.CN ', ''], ['example.cn']],
    ['wholeNumber', ' 1,200 ', 1200],
    ['email', 'Zhang＠EXAMPLE.cn', 'Zhang@example.cn'],
  ])('%s: folds %j to %j', (kind, typed, stored) => {
    const field = fieldOf(kind)
    expect(kindOf(field).normalise(typed, { field, siblings: { } })).toEqual(stored)
  })

  it('fold once and for all, whatever was typed', () => {
    const pieces = ['１', 'ａ', 'Ｘ', ' ', '　', '\t', '\n', '\r', '\u200b', '\ufeff', '\u202e', '\ud800', '\udc00', '。', '－', '—', '·', '•', '+86', '0086', '86', '186', '-', '.', '/',
      '年', '月', '日', 'e\u0301', 'ﬁ', 'http://', 'xn--', '中国', 'example', '.cn', '@', '(', ')', '1', '12', 'İ', 'ß', 'ſ', '\u00ad', '::', 'ffff:', '[', ']', ',']
    const typed = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join('')))
    for (const kind of Object.keys(FIELD_KINDS) as ScalarKind[]) {
      fc.assert(fc.property(typed, fc.constantFrom('111', 'uscc', 'businessLicense', 'organizationCode', '414', undefined), (text, type) => {
        const field = fieldOf(kind, { typeField: 'type' })
        const place = { field, siblings: { type } }
        const value = Array.isArray(sampleOf(field)) ? [text, text] : text
        const once = kindOf(field).normalise(value, place)
        expect(kindOf(field).normalise(once, place)).toEqual(once)
      }), { numRuns: 300 })
    }
  })

  it('never throw on odd JSON, at either stage', () => {
    for (const kind of Object.keys(FIELD_KINDS) as ScalarKind[]) {
      fc.assert(fc.property(fc.jsonValue(), (value) => {
        for (const stage of ['draft', 'submit'] as const) {
          const outcome = outcomeOf(fieldOf(kind), value, {}, stage)
          if (outcome.ok) expect(validateRecord(formOf(fieldOf(kind)), outcome.record, ctx, { stage })).toEqual(outcome)
          else expect(Object.values(outcome.fields).every((text) => /[\u4e00-\u9fff]/.test(text))).toBe(true)
        }
      }), { numRuns: 150 })
    }
  })

  it('show domains as people know them, and codes as words', () => {
    const place = (kind: ScalarKind) => ({ field: fieldOf(kind), label: LABEL, siblings: {}, record: {}, ctx })
    expect(FIELD_KINDS.domain.text('xn--fiq7iq58bfy3a8bb.xn--fiqs8s', place('domain'))).toBe('互联网中心.中国')
    expect(FIELD_KINDS.url.text('https://xn--fiq7iq58bfy3a8bb.xn--fiqs8s/a?b', place('url'))).toBe('https://互联网中心.中国/a?b')
    expect(FIELD_KINDS.region.text({ code: '110101', name: '北京市/市辖区/东城区' }, place('region'))).toBe('北京市 / 市辖区 / 东城区')
    expect(FIELD_KINDS.expiry.text('long-term', place('expiry'))).toBe('长期有效')
    expect(FIELD_KINDS.multiSelect.text(['en', 'fr'], place('multiSelect'))).toBe('英语、法语')
    expect(dictionaries.languages?.options.length).toBeGreaterThan(2)
  })
})
