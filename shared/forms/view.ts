import { MASKS } from '../filing/mask'
import type { AttachmentRef } from '../filing/types'
import { kindOf } from './field-kinds/index'
import { optionLabel } from './field-kinds/choice'
import { EMPTY_TEXT } from './messages'
import { normaliseRecord } from './normalise-record'
import { isPlainObject } from './paths'
import type { Field, FormContext, FormDeclaration, FormValues, ListField, ScalarField } from './types'
import { walk, type Visit } from './walk'

export interface ViewRow {
  path: string
  label: string
  kind: Field['kind']
  /** As shown in full; 未填写 when there is nothing. */
  text: string
  /** The text with its middle hidden, for fields that are masked until shown on demand. */
  masked?: string
  attachments?: AttachmentRef[]
  /** Takes the whole row. */
  wide?: boolean
  empty?: boolean
}
export interface ViewGroup {
  id: string
  title: string
  step?: string
  rows: ViewRow[]
}

function listText(list: ListField, value: unknown, ctx: FormContext): string {
  const items: unknown[] = Array.isArray(value) ? value : []
  if (items.length === 0) return EMPTY_TEXT
  const { perOption } = list
  if (!perOption) return `共${items.length}项`
  return items.map((item) => optionLabel(isPlainObject(item) ? String(item.code) : '', perOption.dictionary, ctx)).join('、')
}

/** A value of a stored, valid record in words. */
export function textOf(visit: Visit, record: FormValues, ctx: FormContext): string {
  const { field, value, siblings, label } = visit
  if (field.kind === 'list') return listText(field, value, ctx)
  const kind = kindOf(field)
  return kind.isEmpty(value) ? EMPTY_TEXT : kind.text(value, { field, label, siblings, record, ctx })
}

export const attachmentsIn = (field: ScalarField | ListField, value: unknown): readonly AttachmentRef[] =>
  field.kind === 'list' || kindOf(field).isEmpty(value) ? [] : (kindOf(field).attachments?.(value) ?? [])

export const holdsAttachments = (field: ScalarField | ListField): boolean => field.kind !== 'list' && kindOf(field).attachments !== undefined

function rowOf(visit: Visit, record: FormValues, ctx: FormContext): ViewRow {
  const { field, path, value } = visit
  const text = textOf(visit, record, ctx)
  const empty = text === EMPTY_TEXT
  return {
    path, label: path.includes('[') ? visit.label : field.label, kind: field.kind, text,
    ...(field.masked !== undefined && !empty ? { masked: MASKS[field.masked](text) } : {}),
    ...(holdsAttachments(field) ? { attachments: [...attachmentsIn(field, value)] } : {}),
    ...(field.wide === true || field.kind === 'list' || holdsAttachments(field) ? { wide: true } : {}),
    ...(empty ? { empty } : {}),
  }
}

/** The read-only view of a record: its visible groups and fields in the order of the declaration. */
export function viewGroups(form: FormDeclaration, record: FormValues, ctx: FormContext): ViewGroup[] {
  const stored = normaliseRecord(form, record)
  const visits = walk(form, stored, ctx)
  return form.groups.flatMap((group) => {
    const rows = visits.filter((visit) => visit.group === group).map((visit) => rowOf(visit, stored, ctx))
    return rows.length === 0 ? [] : [{ id: group.id, title: group.title, ...(group.step === undefined ? {} : { step: group.step }), rows }]
  })
}

export interface LocatedAttachment {
  path: string
  label: string
  ref: AttachmentRef
}

/** Every attachment a record shows, with its place. */
export function locatedAttachments(form: FormDeclaration, record: FormValues, ctx?: FormContext): LocatedAttachment[] {
  return walk(form, normaliseRecord(form, record), ctx).flatMap(({ field, path, label, value }) =>
    attachmentsIn(field, value).map((ref, index) => ({ path: Array.isArray(value) ? `${path}[${index}]` : path, label, ref })))
}

/** The attachments of a record, each content once. */
export function attachmentsOf(form: FormDeclaration, record: FormValues): AttachmentRef[] {
  return [...new Map(locatedAttachments(form, record).map(({ ref }) => [ref.sha256, ref])).values()]
}

function emptyFields(fields: readonly Field[]): FormValues {
  return Object.fromEntries(
    fields.map((field) => {
      if (field.kind === 'object') return [field.id, emptyFields(field.fields)]
      return [field.id, field.kind === 'list' ? [] : (field.initial ?? kindOf(field).empty())]
    }),
  )
}

/** What a fresh page holds: every field present, with its initial value or empty. */
export const emptyRecord = (form: FormDeclaration): FormValues => emptyFields(form.groups.flatMap((group) => group.fields))
/** What a fresh item of a list holds. */
export const emptyItem = (list: ListField, code?: string): FormValues => ({ ...emptyFields(list.fields), ...(code === undefined ? {} : { code }) })
