import type { AttachmentRef } from '../filing/types'
import { optionLabel } from './field-kinds/choice'
import { EMPTY_TEXT } from './messages'
import { normaliseRecord } from './normalise-record'
import { isPlainObject } from './paths'
import { isSame } from './same'
import type { FormContext, FormDeclaration, FormValues, ListField } from './types'
import { attachmentsIn, holdsAttachments, textOf } from './view'
import { walk, type Visit } from './walk'

/** One row of the table 变更前/变更后. */
export interface DiffRow {
  /** Where the value stands after the change, or stood before it when it is gone. */
  path: string
  label: string
  before: string
  after: string
  attachments?: { before: AttachmentRef[]; after: AttachmentRef[] }
  /** How either text is masked in lists. */
  mask?: 'idNumber' | 'phone' | 'email'
}

interface Side {
  record: FormValues
  /** Visits by what they mean: an item that stands for an option is known by its code, wherever it stands in the list. */
  visits: Map<string, Visit>
}

const codesOf = (value: unknown): string[] => (Array.isArray(value) ? value.map((item: unknown) => (isPlainObject(item) ? String(item.code) : '')) : [])

function sideOf(form: FormDeclaration, record: FormValues, ctx: FormContext): Side {
  const stored = normaliseRecord(form, record)
  const visits = walk(form, stored, ctx, { hidden: true })
  const lists = visits.filter((visit) => visit.field.kind === 'list' && visit.field.perOption !== undefined)
  const keyOf = (visit: Visit): string => {
    const list = lists.find((other) => visit.path.startsWith(`${other.path}[`))
    return list ? visit.path.replace(/\[(\d+)\](?!.*\[)/, (_, index: string) => `[${codesOf(list.value)[Number(index)] ?? index}]`) : visit.path
  }
  return { record: stored, visits: new Map(visits.map((visit) => [keyOf(visit), visit])) }
}

/** A list as such changed when options were ticked or unticked; what changed within items has rows of its own. */
function listRow(list: ListField, before: Visit | undefined, after: Visit | undefined, ctx: FormContext): Pick<DiffRow, 'before' | 'after'> | undefined {
  const { perOption } = list
  if (!perOption) return undefined
  const [was, is] = [codesOf(before?.value), codesOf(after?.value)]
  if (was.length === is.length && was.every((code) => is.includes(code))) return undefined
  const words = (codes: string[]): string => (codes.length === 0 ? EMPTY_TEXT : codes.map((code) => optionLabel(code, perOption.dictionary, ctx)).join('、'))
  return { before: words(was), after: words(is) }
}

function rowOf(visit: Visit, before: Side, after: Side, key: string, ctx: FormContext): DiffRow | undefined {
  const { field, path, label } = visit
  const [was, is] = [before.visits.get(key), after.visits.get(key)]
  if (field.kind === 'list') {
    const texts = listRow(field, was, is, ctx)
    return texts && { path, label, ...texts }
  }
  if (isSame(field, was?.value, is?.value)) return undefined
  const row: DiffRow = {
    path, label, before: was ? textOf(was, before.record, ctx) : EMPTY_TEXT, after: is ? textOf(is, after.record, ctx) : EMPTY_TEXT,
    ...(field.masked === undefined ? {} : { mask: field.masked }),
  }
  if (!holdsAttachments(field)) return row
  return { ...row, attachments: { before: [...attachmentsIn(field, was?.value)], after: [...attachmentsIn(field, is?.value)] } }
}

/**
 * What differs between two records of a form, in the order of the declaration (变更主体's table, a resubmission's changes,
 * a reviewer's comparison). Both are normalised first, so folding and hidden fields make no rows of their own.
 */
export function diffRecords(form: FormDeclaration, before: FormValues, after: FormValues, ctx: FormContext): DiffRow[] {
  const [was, is] = [sideOf(form, before, ctx), sideOf(form, after, ctx)]
  const rows = [...is.visits].flatMap(([key, visit]) => rowOf(visit, was, is, key, ctx) ?? [])
  const gone = [...was.visits].filter(([key]) => !is.visits.has(key)).flatMap(([key, visit]) => rowOf(visit, was, is, key, ctx) ?? [])
  return gone.reduce((all, row) => insertGone(all, row), rows)
}

/** Rows of items that are gone stand after the rows of their list. */
function insertGone(rows: readonly DiffRow[], gone: DiffRow): DiffRow[] {
  const list = gone.path.slice(0, gone.path.lastIndexOf('['))
  const place = rows.findLastIndex((row) => row.path === list || row.path.startsWith(`${list}[`))
  return place < 0 ? [...rows, gone] : [...rows.slice(0, place + 1), gone, ...rows.slice(place + 1)]
}
