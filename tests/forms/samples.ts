import { readdirSync, readFileSync } from 'node:fs'
import type { AttachmentRef } from '#shared/filing/types'
import { holds } from '#shared/forms/conditions'
import { formIndex, type IndexedField } from '#shared/forms/form-index'
import { normaliseRecord } from '#shared/forms/normalise-record'
import { withValueAt } from '#shared/forms/paths'
import type { Condition, Dictionaries, Dictionary, Field, FormContext, FormDeclaration, FormValues, ScalarField, ScalarKind } from '#shared/forms/types'
import { valueAt } from '#shared/filing/values'

/** Records made from the declarations alone, so that a new field or form is under test without a line here. */

const folder = new URL('../../resources/dictionaries/', import.meta.url)
export const dictionaries: Dictionaries = Object.fromEntries(
  readdirSync(folder).map((file) => {
    const dictionary = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Dictionary
    return [dictionary.name, dictionary]
  }),
)
export const ctx: FormContext = { dictionaries, today: '2026-11-21' }

export const attachment = (name: string, type: AttachmentRef['type'] = 'jpg'): AttachmentRef => ({
  sha256: [...name].map((letter) => letter.charCodeAt(0).toString(16)).join('').padEnd(64, '0').slice(0, 64),
  name: `${name}.${type}`, size: 120_000, type, ...(type === 'pdf' ? {} : { width: 1200, height: 800 }),
})

const option = (field: ScalarField, which: number): string => dictionaries[field.dictionary ?? '']?.options[which]?.code ?? ''

/** Two different valid values of every kind. */
const SAMPLES: { [K in ScalarKind]: (field: ScalarField, which: 0 | 1) => unknown } = {
  text: (field, which) => (which === 0 ? '北京示例科技有限公司' : '上海示例科技有限公司').padEnd(field.min ?? 0, '示例'),
  longText: (field, which) => (which === 0 ? '第一段说明。' : '另一段说明。').padEnd(field.min ?? 0, '说明'),
  select: (field, which) => option(field, which),
  multiSelect: (field, which) => [option(field, which)],
  yesNo: (_, which) => which === 0,
  date: (_, which) => ['2026-10-01', '2026-10-02'][which],
  expiry: (_, which) => ['2036-05-20', 'long-term'][which],
  region: (_, which) => [{ code: '110101', name: '北京市/市辖区/东城区' }, { code: '310101', name: '上海市/市辖区/黄浦区' }][which],
  image: (field, which) => attachment(`${field.id}-${which}`),
  images: (field, which) => Array.from({ length: Math.max(field.min ?? 1, 1) }, (_, index) => attachment(`${field.id}-${which}-${index}`)),
  pdf: (field, which) => attachment(`${field.id}-${which}`, 'pdf'),
  upload: (field, which) => attachment(`${field.id}-${which}`, 'pdf'),
  mobile: (_, which) => ['18612345678', '13812345678'][which],
  landline: (_, which) => ['010-65551234', '021-55551234'][which],
  providerPhone: (_, which) => ['400-810-1234', '021-55551234'][which],
  email: (_, which) => ['zhang@example.cn', 'li@example.cn'][which],
  personName: (_, which) => ['张三', '阿依古丽·买买提'][which],
  personIdNumber: (_, which) => ['11010519491231002X', '440524188001010014'][which],
  organizationIdNumber: (_, which) => ['91350100M000100Y43', '911101085636549482'][which],
  icpNumber: (field, which) => `京ICP备05070602号-${which + 1}${field.suffix?.slice(2) ?? ''}`,
  domain: (_, which) => ['example.cn', 'example.com'][which],
  domains: (_, which) => ['example.com.cn', ['example.net', 'example.org'][which]],
  url: (_, which) => ['https://www.example.cn', 'http://example.cn/index.html'][which],
  ipAddresses: (_, which) => [['111.13.100.92'], ['111.13.100.92', '2408:8000::1']][which],
  wholeNumber: (field, which) => (field.min ?? 0) + which,
  acknowledgement: () => true,
}

export const sampleOf = (field: ScalarField, which: 0 | 1 = 0): unknown => SAMPLES[field.kind](field, which)

function sampleFields(fields: readonly Field[]): FormValues {
  return Object.fromEntries(
    fields.map((field) => {
      if (field.kind === 'object') return [field.id, sampleFields(field.fields)]
      if (field.kind !== 'list') return [field.id, sampleOf(field)]
      const items = Array.from({ length: Math.max(field.min ?? 1, 1) }, (_, index) => {
        const code = field.perOption === undefined ? {} : { code: dictionaries[field.perOption.dictionary]?.options[index]?.code }
        return { ...code, ...sampleFields(field.fields) }
      })
      return [field.id, items]
    }),
  )
}

/** Every field filled, also those that conditions hide from one another. */
export const everything = (form: FormDeclaration): FormValues => sampleFields(form.groups.flatMap((group) => group.fields))

/** The concrete path of a pattern in a record made here: the first item of every list. */
export const firstPath = (pattern: string): string => pattern.replaceAll('[]', '[0]')

const holderPath = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('.'), 0))

function decide(condition: Condition, wanted: boolean, record: FormValues, path: string): FormValues {
  if ('not' in condition) return decide(condition.not, !wanted, record, path)
  if ('all' in condition) return wanted ? condition.all.reduce((made, part) => decide(part, true, made, path), record) : decide(condition.all[0] as Condition, false, record, path)
  if ('any' in condition) return wanted ? decide(condition.any[0] as Condition, true, record, path) : condition.any.reduce((made, part) => decide(part, false, made, path), record)
  const holder = holderPath(path)
  const at = 'field' in condition ? condition.field : holder === '' ? condition.sibling : `${holder}.${condition.sibling}`
  if (!wanted) return withValueAt(record, at, undefined)
  return withValueAt(record, at, 'includes' in condition ? [condition.includes] : 'in' in condition ? condition.in[0] : condition.is)
}

/** The conditions a field stands under, outermost first, each with the path it is read from. */
export function conditionsOf(entry: IndexedField): { condition: Condition; path: string }[] {
  const parts = entry.pattern.split('.')
  const holders = entry.holders.map((holder, depth) => ({ condition: holder.when, path: firstPath(parts.slice(0, depth + 1).join('.').replace(/\[\]$/, '')) }))
  return [
    { condition: entry.group.when, path: '' }, ...holders, { condition: entry.field.when, path: firstPath(entry.pattern) },
  ].filter((part): part is { condition: Condition; path: string } => part.condition !== undefined)
}

const siblingsOf = (record: FormValues, path: string): FormValues => {
  const holder = holderPath(path)
  return holder === '' ? record : (valueAt(record, holder) as FormValues)
}

/** A complete record in which the field is shown. */
export function recordShowing(form: FormDeclaration, entry: IndexedField): FormValues {
  const made = conditionsOf(entry).reduce(
    (record, { condition, path }) => (holds(condition, record, siblingsOf(record, path)) ? record : decide(condition, true, record, path)),
    everything(form),
  )
  return normaliseRecord(form, made)
}

/** A record with all values filled, in which the field's own innermost condition fails. */
export function recordHiding(form: FormDeclaration, entry: IndexedField): FormValues | undefined {
  const innermost = conditionsOf(entry).at(-1)
  return innermost && decide(innermost.condition, false, everything(form), innermost.path)
}

/** Scalars and lists of a form; objects stand for their fields. */
export const leavesOf = (form: FormDeclaration): IndexedField[] => [...formIndex(form).values()].filter(({ field }) => field.kind !== 'object')
