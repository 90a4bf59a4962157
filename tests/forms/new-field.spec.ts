import { describe, expect, expectTypeOf, it } from 'vitest'
import { diffRecords } from '#shared/forms/diff'
import { fieldAt, labelAt } from '#shared/forms/form-index'
import type { FormDeclaration, RecordOf } from '#shared/forms/types'
import type { AttachmentRef } from '#shared/filing/types'
import { validateRecord } from '#shared/forms/validate'
import { attachmentsOf, emptyRecord, viewGroups } from '#shared/forms/view'
import { attachment, ctx } from './samples'

/**
 * "A new field is one declaration" (architecture.md, cost of change): the same form before and after it gains one field;
 * types, schema, view, differences, attachments and labels all know it, and nothing else was written for it.
 */
const NAME = { id: 'name', kind: 'text', label: '名称', required: true } as const
const PERMIT = { id: 'permit', kind: 'upload', label: '许可证件', required: true, when: { field: 'licensed', is: true } } as const
const LICENSED = { id: 'licensed', kind: 'yesNo', label: '是否需要许可', required: true } as const

const before = {
  id: 'probe', title: '试验', schemaVersion: 1,
  groups: [{ id: 'main', title: '基本信息', fields: [NAME, LICENSED] }],
} as const satisfies FormDeclaration
const after = {
  id: 'probe', title: '试验', schemaVersion: 1,
  groups: [{ id: 'main', title: '基本信息', fields: [NAME, LICENSED, PERMIT] }],
} as const satisfies FormDeclaration

const file = attachment('permit', 'pdf')
const record = { name: '示例网站', licensed: true, permit: file }

describe('a new field', () => {
  it('is in the record type', () => {
    expectTypeOf<RecordOf<typeof before>>().toEqualTypeOf<{ name: string; licensed: boolean }>()
    expectTypeOf<RecordOf<typeof after>>().toEqualTypeOf<{ name: string; licensed: boolean; permit?: AttachmentRef | undefined }>()
    expectTypeOf(record).toExtend<RecordOf<typeof after>>()
  })

  it('is in the schema', () => {
    expect(validateRecord(before, record, ctx, { stage: 'draft' })).toEqual({ ok: false, fields: { permit: '含有不认识的内容“permit”，请删除' } })
    expect(validateRecord(after, record, ctx, { stage: 'submit' })).toEqual({ ok: true, record })
    expect(validateRecord(after, { name: '示例网站', licensed: true }, ctx, { stage: 'submit' })).toEqual({ ok: false, fields: { permit: '请上传许可证件' } })
    expect(validateRecord(after, { ...record, permit: 'x' }, ctx, { stage: 'draft' })).toEqual({ ok: false, fields: { permit: '许可证件的内容类型不正确，请重新上传' } })
    expect(validateRecord(after, { ...record, licensed: false }, ctx, { stage: 'submit' })).toEqual({ ok: true, record: { name: '示例网站', licensed: false } })
  })

  it('is on the page, in the view and among the labels', () => {
    expect(emptyRecord(before)).toEqual({ name: '', licensed: undefined })
    expect(Object.keys(emptyRecord(after))).toEqual(['name', 'licensed', 'permit'])
    expect(viewGroups(before, record, ctx)[0]?.rows.map((row) => row.label)).toEqual(['名称', '是否需要许可'])
    expect(viewGroups(after, record, ctx)[0]?.rows.at(-1)).toEqual({ path: 'permit', label: '许可证件', kind: 'upload', text: 'permit.pdf', attachments: [file], wide: true })
    expect([fieldAt(before, 'permit'), fieldAt(after, 'permit')?.label, labelAt(after, 'permit')]).toEqual([undefined, '许可证件', '许可证件'])
  })

  it('is among the attachments and in the table of differences', () => {
    expect([attachmentsOf(before, record), attachmentsOf(after, record)]).toEqual([[], [file]])
    const other = attachment('other', 'pdf')
    expect(diffRecords(before, record, { ...record, permit: other }, ctx)).toEqual([])
    expect(diffRecords(after, record, { ...record, permit: other }, ctx)).toEqual([
      { path: 'permit', label: '许可证件', before: 'permit.pdf', after: 'other.pdf', attachments: { before: [file], after: [other] } },
    ])
  })
})
