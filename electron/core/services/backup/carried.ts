import { ledger, numbering, type LedgerRecord, type NumberingRecord } from '../../collections/handover.collections'
import { audit, auditHead, backups, type AuditRecord, type BackupRecord } from '../../collections/station.collections'
import type { CollectionSpec, Reader, StoredRecord, Transaction } from '../../store/store'
import { sequenceId } from '../audit/audit.service'

/**
 * What must not go back with the data: the audit log is append-only; a bundle that left the house keeps its number, or the
 * next one would be taken for a forgery; a filing number is never issued twice; backup files lie outside the store.
 */
export interface Carried {
  /** Entries that the earlier state has not. */
  log: AuditRecord[]
  /** The entry both have in common, by its hash; undefined where the earlier log is empty. */
  commonHash: string | undefined
  made: LedgerRecord[]
  backups: BackupRecord[]
  numbering: NumberingRecord | undefined
}

async function all<R extends StoredRecord, S extends object>(reader: Reader, spec: CollectionSpec<R, S>, ids: readonly string[]): Promise<R[]> {
  const records: R[] = []
  for (const id of ids) {
    const record = await reader.get(spec, id)
    if (record !== undefined) records.push(record)
  }
  return records
}

/** @param entries how many entries the log of the earlier state has */
export async function collectCarried(reader: Reader, entries: number): Promise<Carried> {
  const last = sequenceId(entries)
  const later = (await reader.query(audit, { where: (row) => row.id > last })).rows.map((row) => row.id).sort()
  const made = (await reader.query(ledger, { where: (row) => row.direction === 'out' })).rows.map((row) => row.id)
  const files = (await reader.query(backups)).rows.map((row) => row.id)
  return {
    log: await all(reader, audit, later), made: await all(reader, ledger, made), backups: await all(reader, backups, files),
    commonHash: (await reader.get(audit, last))?.hash, numbering: await reader.get(numbering, 'numbering'),
  }
}

async function putMissing<R extends StoredRecord, S extends object>(tx: Transaction, spec: CollectionSpec<R, S>, records: readonly R[]): Promise<void> {
  for (const record of records) if ((await tx.get(spec, record.id)) === undefined) await tx.put(spec, record)
}

/** False where the two logs have no beginning in common (a loss in between): the later one stays with the state kept before. */
async function putLog(tx: Transaction, { log, commonHash }: Carried): Promise<boolean> {
  const head = await tx.get(auditHead, 'head')
  if (head !== undefined && head.hash !== commonHash) return false
  for (const entry of log) await tx.put(audit, entry)
  const last = log.at(-1)
  if (last !== undefined) await tx.put(auditHead, { id: 'head', entries: Number(last.id), hash: last.hash })
  return true
}

/** Into the earlier state, as the first transaction after it became the present one. @returns whether the log goes on unbroken */
export async function putCarried(tx: Transaction, carried: Carried): Promise<boolean> {
  const whole = await putLog(tx, carried)
  await putMissing(tx, ledger, carried.made)
  await putMissing(tx, backups, carried.backups)
  if (carried.numbering !== undefined) await tx.put(numbering, carried.numbering)
  return whole
}
