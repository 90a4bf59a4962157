import { chinaClock, chinaDate } from '#shared/filing/china-time'
import { ACCOUNT_ROLE_LABELS } from '#shared/filing/types'
import { collectionLabel } from '../../collections/collection-labels'
import { audit, type AuditRecord } from '../../collections/station.collections'
import type { Reader } from '../../store/store'
import { nextTurn } from '../../store/yielding'

export type ExportFormat = 'jsonl' | 'csv'
const BATCH = 64

interface Form {
  type: string
  head: string
  line(record: AuditRecord): string
}

/** A cell that a spreadsheet program neither splits nor takes for a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const COLUMNS: readonly { title: string; value(record: AuditRecord): string }[] = [
  { title: '序号', value: (record) => String(Number(record.id)) },
  { title: '时间', value: (record) => `${chinaDate(record.at)} ${chinaClock(record.at)}` },
  { title: '操作', value: (record) => record.what },
  { title: '操作人', value: (record) => record.accountName ?? '' },
  { title: '角色', value: (record) => record.roles.map((role) => ACCOUNT_ROLE_LABELS[role]).join('、') },
  { title: '涉及记录', value: (record) => record.changes.map(({ collection, id }) => `${collectionLabel(collection)} ${id}`).join('；') },
  { title: '前一条校验值', value: (record) => record.previousHash },
  { title: '校验值', value: (record) => record.hash },
]

/** JSON lines hold the entries as stored, so that the chain can be checked elsewhere; CSV is for reading. */
export const EXPORT_FORMS: Readonly<Record<ExportFormat, Form>> = {
  jsonl: { type: 'application/x-ndjson', head: '', line: (record) => `${JSON.stringify(record)}\n` },
  csv: {
    type: 'text/csv; charset=utf-8',
    // With the mark spreadsheet programs read the file as UTF-8.
    head: `\uFEFF${COLUMNS.map(({ title }) => cell(title)).join(',')}\r\n`,
    line: (record) => `${COLUMNS.map(({ value }) => cell(value(record))).join(',')}\r\n`,
  },
}

/** The bytes of an export, entry by entry; the entries never change, so reading twice gives the same. */
export async function* exportBytes(reader: Reader, ids: readonly string[], format: ExportFormat): AsyncGenerator<Uint8Array> {
  const { head, line } = EXPORT_FORMS[format]
  if (head !== '') yield Buffer.from(head)
  for (let at = 0; at < ids.length; at += BATCH) {
    await nextTurn()
    let text = ''
    for (const id of ids.slice(at, at + BATCH)) {
      const record = await reader.get(audit, id)
      if (record !== undefined) text += line(record)
    }
    yield Buffer.from(text)
  }
}

export async function exportSize(reader: Reader, ids: readonly string[], format: ExportFormat): Promise<number> {
  let size = 0
  for await (const part of exportBytes(reader, ids, format)) size += part.length
  return size
}
