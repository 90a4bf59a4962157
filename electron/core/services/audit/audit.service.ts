import { createHash } from 'node:crypto'
import type { CallContext } from '../../call'
import { audit, auditHead, type AuditRecord } from '../../collections/station.collections'
import type { Change, Reader, StoredRecord, Transaction } from '../../store/store'
import { nextTurn } from '../../store/yielding'

/** The hash before the first entry. */
export const CHAIN_START = '0'.repeat(64)
/** Bookkeeping of the log and the clock; recording it would record the recording. */
const UNRECORDED: ReadonlySet<string> = new Set([audit.name, auditHead.name])

/** JSON with sorted keys and without undefined members: one value, one text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member)
}

const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
/** Lower-case hex SHA-256 of a record; null where there is none. */
export const recordDigest = (record: StoredRecord | undefined): string | null => (record === undefined ? null : digest(canonicalJson(record)))

/** The hash of an entry covers all of it and the hash before it. */
export function entryHash(entry: Omit<AuditRecord, 'hash'>): string {
  return digest(canonicalJson(entry))
}

/** An entry's id: its number with leading zeros, so that ids sort as the log does. */
export const sequenceId = (sequence: number): string => String(sequence).padStart(12, '0')

export interface AuditNote {
  call: Pick<CallContext, 'session' | 'command'>
  /** In Chinese: what was done. */
  what: string
  /** ISO 8601, UTC. */
  at: string
  /** Records that were looked at and not changed. */
  seen?: readonly { collection: string; record: StoredRecord }[]
}

/** Adds the entry of everything the transaction has changed so far; durable with it or not at all. */
export async function appendAudit(tx: Transaction, note: AuditNote): Promise<AuditRecord> {
  const head = await tx.get(auditHead, 'head')
  const { session, command } = note.call
  const entry: Omit<AuditRecord, 'hash'> = {
    id: sequenceId((head?.entries ?? 0) + 1), at: note.at, command, what: note.what,
    accountId: session?.accountId ?? null, accountName: session?.name ?? null, roles: [...(session?.roles ?? [])],
    changes: [
      ...tx.changes().filter((change) => !UNRECORDED.has(change.collection)).map(changeDigests),
      ...(note.seen ?? []).map(({ collection, record }) => changeDigests({ collection, id: record.id, before: record, after: record })),
    ],
    previousHash: head?.hash ?? CHAIN_START,
  }
  const record: AuditRecord = { ...entry, hash: entryHash(entry) }
  await tx.put(audit, record)
  await tx.put(auditHead, { id: 'head', entries: (head?.entries ?? 0) + 1, hash: record.hash })
  return record
}

function changeDigests(change: Change): AuditRecord['changes'][number] {
  return { collection: change.collection, id: change.id, before: recordDigest(change.before), after: recordDigest(change.after) }
}

export type ChainReport =
  | { intact: true; entries: number }
  /** `at` is the sequence number of the first entry that does not fit; `reason` is shown. */
  | { intact: false; entries: number; at: number; reason: string }

/** How often the walk lets others in and tells how far it is. Entries. */
const STRIDE = 64

/**
 * Walks the whole log and finds the first place where it was altered, cut or reordered.
 * @param progress told now and then; throws to end the walk
 */
export async function verifyChain(store: Reader, progress: (done: number, total: number) => void = () => undefined): Promise<ChainReport> {
  // Asked for in one turn, so that no entry can come between the log and its end.
  const [{ rows }, head] = await Promise.all([
    store.query(audit, { sort: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) }), store.get(auditHead, 'head'),
  ])
  const broken = (at: number, reason: string): ChainReport => ({ intact: false, entries: rows.length, at, reason })
  let previousHash = CHAIN_START
  for (const [index, row] of rows.entries()) {
    const sequence = index + 1
    if (index % STRIDE === 0) {
      await nextTurn()
      progress(index, rows.length)
    }
    if (row.id !== sequenceId(sequence)) return broken(sequence, `第 ${sequence} 条操作日志缺失`)
    const record = await store.get(audit, row.id)
    if (record === undefined) return broken(sequence, `第 ${sequence} 条操作日志缺失`)
    const { hash, ...entry } = record
    if (entry.previousHash !== previousHash) return broken(sequence, `第 ${sequence} 条操作日志与前一条不衔接`)
    if (entryHash(entry) !== hash) return broken(sequence, `第 ${sequence} 条操作日志被改动`)
    previousHash = hash
  }
  if ((head?.entries ?? 0) !== rows.length || (head?.hash ?? CHAIN_START) !== previousHash) {
    return broken(rows.length + 1, `第 ${rows.length} 条之后的操作日志被截断`)
  }
  return { intact: true, entries: rows.length }
}
