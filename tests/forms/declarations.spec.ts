import { describe, expect, it } from 'vitest'
import { isPlainObject } from '#shared/forms/paths'
import { attachmentsOf, emptyRecord, viewGroups } from '#shared/forms/view'
import { diffRecords } from '#shared/forms/diff'
import { FIELD_KINDS, kindOf } from '#shared/forms/field-kinds/index'
import { fieldAt, formIndex, labelAt, type IndexedField } from '#shared/forms/form-index'
import { normaliseRecord } from '#shared/forms/normalise-record'
import { withValueAt } from '#shared/forms/paths'
import { ALL_FORMS } from '#shared/forms/registry'
import type { Condition, FormDeclaration, FormValues } from '#shared/forms/types'
import { validateRecord } from '#shared/forms/validate'
import { walk } from '#shared/forms/walk'
import { valueAt } from '#shared/filing/values'
import { isRequired } from '#shared/forms/conditions'
import { conditionsOf, ctx, dictionaries, everything, firstPath, leavesOf, recordHiding, recordShowing, sampleOf } from './samples'

/** What must hold for every field of every declaration, with records made from the declarations themselves. */

const errorsOf = (form: FormDeclaration, record: unknown, stage: 'draft' | 'submit' = 'submit') => {
  const outcome = validateRecord(form, record, ctx, { stage })
  return outcome.ok ? {} : outcome.fields
}

const siblingsAt = (record: FormValues, path: string): FormValues => {
  const cut = path.lastIndexOf('.')
  return cut < 0 ? record : (valueAt(record, path.slice(0, cut)) as FormValues)
}

function leafConditions(condition: Condition): Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>[] {
  if ('all' in condition) return condition.all.flatMap(leafConditions)
  if ('any' in condition) return condition.any.flatMap(leafConditions)
  return 'not' in condition ? leafConditions(condition.not) : [condition]
}

/** Values no field of the kind can hold, each of another JSON type than its samples. */
function wrongValues(entry: IndexedField): unknown[] {
  const { field } = entry
  const sample = field.kind === 'list' || field.kind === 'object' ? undefined : sampleOf(field)
  const isList = field.kind === 'list' || Array.isArray(sample)
  const all: unknown[] = [42, 'x', true, { a: 1 }, ['x'], [[]], [42], [null]]
  return all.filter((value) => {
    if (isList) return !Array.isArray(value) || (value[0] === 'x' ? typeof (Array.isArray(sample) ? sample[0] : {}) !== 'string' : true)
    if (field.kind === 'object' || isPlainObject(sample)) return true
    if (field.kind === 'wholeNumber') return typeof value !== 'number'
    return typeof value !== typeof sample
  })
}

const under = (path: string) => (other: string): boolean => other === path || other.startsWith(`${path}.`) || other.startsWith(`${path}[`)

describe.each(ALL_FORMS.map((form) => [form.id, form] as const))('form %s', (_, form) => {
  const entries = [...formIndex(form).values()]
  const leaves = leavesOf(form)

  it('has distinct patterns, and a distinct label for every field', () => {
    const count = (fields: FormDeclaration['groups'][number]['fields']): number =>
      fields.reduce((sum, field) => sum + 1 + ('fields' in field ? count(field.fields) : 0), 0)
    expect(entries.length).toBe(form.groups.reduce((sum, group) => sum + count(group.fields), 0))
    const labels = leaves.map((entry) => `${entry.holders.at(-1)?.id ?? ''}${entry.holders.at(-1)?.kind === 'list' ? '[]' : ''}${entry.label}`)
    const plain = leaves.filter((entry) => entry.holders.at(-1)?.kind !== 'list').map((entry) => entry.label)
    expect(new Set(plain).size).toBe(plain.length)
    expect(new Set(labels).size).toBe(labels.length)
  })

  it('belongs to its steps, and no group to another', () => {
    const steps = form.steps?.map((step) => step.id)
    for (const group of form.groups) expect(steps === undefined ? group.step === undefined : steps.includes(group.step ?? '')).toBe(true)
  })

  it('names dictionaries that exist and are needed', () => {
    for (const { field, pattern } of entries) {
      const names = field.kind === 'list' ? [field.perOption?.dictionary] : field.kind === 'object' ? [] : [field.dictionary]
      for (const name of names) if (name !== undefined) expect(dictionaries, pattern).toHaveProperty(name)
      if (field.kind === 'select' || field.kind === 'multiSelect') expect(field.dictionary, pattern).toBeDefined()
    }
  })

  it('has conditions that speak of fields that are there and of values these can hold', () => {
    for (const entry of entries) {
      const own = [entry.field.when, typeof entry.field.required === 'object' ? entry.field.required : undefined, entry.group.when]
      for (const leaf of own.flatMap((condition) => (condition ? leafConditions(condition) : []))) {
        const prefix = entry.pattern.slice(0, entry.pattern.lastIndexOf('.') + 1)
        const pattern = 'field' in leaf ? leaf.field : prefix + leaf.sibling
        const list = entry.holders.at(-1)
        const optionOf = 'sibling' in leaf && leaf.sibling === 'code' && list?.kind === 'list' ? list.perOption?.dictionary : undefined
        const target = formIndex(form).get(pattern)?.field
        expect(target !== undefined || optionOf !== undefined, `${entry.pattern}: ${pattern}`).toBe(true)
        const name = optionOf ?? (target !== undefined && 'dictionary' in target ? target.dictionary : undefined)
        const values = 'is' in leaf ? [leaf.is] : 'in' in leaf ? leaf.in : [leaf.includes]
        for (const value of values) {
          const known = name === undefined ? typeof value === 'boolean' : dictionaries[name]?.options.some((option) => option.code === value)
          expect(known, `${entry.pattern}: ${String(value)}`).toBe(true)
        }
      }
    }
  })

  it('asks for words beside every option that needs them', () => {
    for (const { field, pattern } of leaves) {
      const name = field.kind === 'list' ? field.perOption?.dictionary : field.kind === 'object' ? undefined : field.dictionary
      for (const option of dictionaries[name ?? '']?.options.filter((each) => each.needsText) ?? []) {
        const asked = entries.some((entry) => entry.field.when !== undefined && leafConditions(entry.field.when).some((leaf) => ('is' in leaf ? leaf.is : 'includes' in leaf ? leaf.includes : '') === option.code))
        expect(asked, `${pattern} ${option.label}`).toBe(true)
      }
    }
  })

  it('starts with a page that is a draft', () => {
    expect(errorsOf(form, emptyRecord(form), 'draft')).toEqual({})
    expect(errorsOf(form, {}, 'draft')).toEqual({})
    expect(Object.keys(errorsOf(form, emptyRecord(form))).length).toBeGreaterThan(0)
  })

  it('takes a complete record for every field it can show', () => {
    for (const entry of leaves) {
      const record = recordShowing(form, entry)
      expect(valueAt(record, firstPath(entry.pattern)), entry.pattern).toBeDefined()
      expect(errorsOf(form, record), entry.pattern).toEqual({})
      expect(normaliseRecord(form, record)).toEqual(record)
    }
  })

  it('misses a required field, and only that, at its path and by its label', () => {
    for (const entry of leaves) {
      const record = recordShowing(form, entry)
      const path = firstPath(entry.pattern)
      const without = withValueAt(record, path, undefined)
      const errors = errorsOf(form, without)
      if (!isRequired(entry.field, record, siblingsAt(record, path))) {
        expect(errors, entry.pattern).toEqual({})
        continue
      }
      expect(Object.keys(errors), entry.pattern).toEqual([path])
      expect(errors[path]).toContain(labelAt(form, path, { record, ctx }))
      expect(errors[path]).toContain(entry.field.label)
      expect(errors[path]).toMatch(/^请(填写|选择|上传|添加|阅读)/)
      expect(errorsOf(form, without, 'draft'), entry.pattern).toEqual({})
    }
  })

  it('neither validates nor stores what a condition hides', () => {
    for (const entry of leaves) {
      const hiding = recordHiding(form, entry)
      if (hiding === undefined) continue
      const path = firstPath(entry.pattern)
      const odd = withValueAt(hiding, path, { not: ['of', 'this', 'kind'] })
      for (const stage of ['draft', 'submit'] as const) expect(Object.keys(errorsOf(form, odd, stage)).filter(under(path)), entry.pattern).toEqual([])
      expect(valueAt(normaliseRecord(form, hiding), path), entry.pattern).toBeUndefined()
      expect(walk(form, normaliseRecord(form, hiding)).map((visit) => visit.path)).not.toContain(path)
    }
  })

  it('refuses unknown keys at any depth, even in a draft', () => {
    for (const entry of entries) {
      const record = recordShowing(form, entry)
      const path = firstPath(entry.pattern)
      const places = ['', ...[path, `${path}[0]`, path.slice(0, Math.max(path.lastIndexOf('.'), 0))].filter((place) => isPlainObject(valueAt(record, place)))]
      for (const place of new Set(places)) {
        for (const key of ['extra', 'constructor', '__proto__', 'toString']) {
          const holder = place === '' ? record : (valueAt(record, place) as FormValues)
          const changed = Object.fromEntries([...Object.entries(holder), [key, 'x']])
          const spoilt = place === '' ? changed : withValueAt(record, place, changed)
          const at = place === '' ? key : `${place}.${key}`
          for (const stage of ['draft', 'submit'] as const) {
            expect(errorsOf(form, spoilt, stage)[at], `${at} (${stage})`).toBe(`含有不认识的内容“${key}”，请删除`)
          }
        }
      }
    }
  })

  it('refuses values of another type at every path, even in a draft', () => {
    for (const entry of entries) {
      const record = recordShowing(form, entry)
      const path = firstPath(entry.pattern)
      for (const value of wrongValues(entry)) {
        for (const stage of ['draft', 'submit'] as const) {
          const errors = Object.keys(errorsOf(form, withValueAt(record, path, value), stage))
          expect(errors.some(under(path)), `${path} = ${JSON.stringify(value)} (${stage})`).toBe(true)
        }
      }
    }
    for (const value of ['x', 42, null, [], undefined]) expect(Object.keys(errorsOf(form, value, 'draft'))).toEqual([''])
  })

  it('shows every shown field once, in words', () => {
    const record = normaliseRecord(form, everything(form))
    const rows = viewGroups(form, record, ctx).flatMap((group) => group.rows)
    expect(rows.map((row) => row.path)).toEqual(walk(form, record).map((visit) => visit.path))
    for (const row of rows) {
      const field = fieldAt(form, row.path)?.field
      expect(row.text, row.path).not.toBe('')
      if (field?.kind === 'select' || field?.kind === 'multiSelect') {
        const labels = dictionaries[field.dictionary ?? '']?.options.map((option) => option.label)
        expect(labels, row.path).toContain(row.text)
      }
      if (field?.masked !== undefined) expect(row.masked, row.path).toMatch(/\*/)
    }
    expect(viewGroups(form, {}, ctx).flatMap((group) => group.rows).every((row) => row.empty === true && row.text === '未填写')).toBe(true)
  })

  it('finds the attachments of every upload it shows', () => {
    const record = normaliseRecord(form, everything(form))
    const uploads = walk(form, record).filter(({ field }) => field.kind !== 'list' && kindOf(field).attachments !== undefined)
    const found = attachmentsOf(form, record).map((ref) => ref.sha256)
    expect(found.length).toBeGreaterThanOrEqual(uploads.length > 0 ? 1 : 0)
    const text = JSON.stringify(record)
    expect(new Set(found)).toEqual(new Set([...text.matchAll(/"sha256":"([0-9a-f]{64})"/g)].map((match) => match[1])))
  })

  it('finds no difference between a record and itself, and exactly one row for one change', () => {
    const controls = new Set(entries.flatMap((entry) => conditionsOf(entry)).flatMap(({ condition, path }) =>
      leafConditions(condition).map((leaf) => ('field' in leaf ? leaf.field : `${path.slice(0, path.lastIndexOf('.') + 1)}${leaf.sibling}`))))
    for (const entry of leaves) {
      const record = recordShowing(form, entry)
      const path = firstPath(entry.pattern)
      expect(diffRecords(form, record, record, ctx)).toEqual([])
      if (entry.field.kind === 'list' || entry.field.kind === 'object' || entry.field.kind === 'acknowledgement' || controls.has(path)) continue
      const changed = withValueAt(record, path, sampleOf(entry.field, 1))
      const rows = diffRecords(form, record, changed, ctx)
      expect(rows.map((row) => row.path), entry.pattern).toEqual([path])
      expect(rows[0]?.before).not.toBe(rows[0]?.after)
      expect(rows[0]?.label).toBe(labelAt(form, path, { record, ctx }))
      const gone = diffRecords(form, record, withValueAt(record, path, undefined), ctx)
      expect(gone.map((row) => [row.path, row.after]), entry.pattern).toEqual([[path, '未填写']])
    }
  })
})

describe('forms together', () => {
  it('use kinds that exist', () => {
    for (const form of ALL_FORMS) for (const { field } of leavesOf(form)) expect(field.kind === 'list' || field.kind in FIELD_KINDS).toBe(true)
  })
})
