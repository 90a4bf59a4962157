import type { Secrets } from '#core/ports'
import type { Store } from './store'

/** A kept state of the store: an automatic backup inside the data folder (store.md §2). */
export interface Generation {
  id: number
  /** When it was written, milliseconds. */
  at: number
  /** Records by collection. */
  counts: Record<string, number>
  /** Of the files it consists of, attachments left out; states share files. */
  bytes: number
  /** The state the store is in, as far as checkpointed. */
  present: boolean
  /** Why it is kept beyond the rule, e.g. 恢复前自动保留. */
  kept?: string
}

export interface DamageReport {
  /** Relative to the data folder. */
  file: string
  damage: 'missing' | 'unreadable' | 'altered' | 'content'
}

export interface BackupReport {
  bytes: number
  files: number
  /** SHA-256 of the backup file, as read back after writing. */
  sha256: string
}

/** What the page 数据与备份 and the hosts do with an open store, besides reading and writing records. */
export interface ManagedStore extends Store {
  readonly dir: string
  /** How the data key is kept on this machine, e.g. 系统钥匙串. */
  readonly protection: string
  /** Bytes and files of the data folder. */
  size(): Promise<{ bytes: number; files: number }>
  /** Brings everything from the journal into shards and writes a manifest; idle time does it too. */
  checkpoint(): Promise<void>
  /** Newest first; unreadable ones are left out. */
  generations(): Promise<Generation[]>
  /**
   * Goes back to a kept state. The present one is kept first, as a generation of its own. Everything read before is stale.
   * @throws AppError store.damaged when it is not whole; nothing has changed then.
   */
  restoreGeneration(id: number): Promise<void>
  /** Reads and authenticates every file of the present state and every attachment that it refers to. */
  verify(): Promise<DamageReport[]>
  /** Replaces the recovery code; the one before stops working for this folder (not for backup files made earlier). */
  renewRecoveryCode(): Promise<string>
  /** Keeps the data key by another protection (passphrase changed, other key store). */
  rewrap(secrets: Secrets): Promise<void>
  /**
   * Writes one portable encrypted file with everything in it, which opens on any machine with the recovery code, and
   * reads it back. @throws AppError store.writeFailed, store.diskFull; no file is left then.
   */
  exportBackup(path: string): Promise<BackupReport>
}
