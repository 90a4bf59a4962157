import type { AccountRole, RegionRef, StationRole } from '#shared/filing/types'
import type { StationKeys } from '../crypto/station-keys'
import { collection } from '../store/store'

export interface AccountRecord {
  id: string
  account: string
  name: string
  mobile: string
  idNumber?: string
  roles: AccountRole[]
  disabled: boolean
  /** scrypt with its parameters and salt, as made by electron/core/crypto. */
  passwordHash: string
  failedAttempts: number
  lockedUntil: string | null
  createdAt: string
  lastSignInAt: string | null
  /** 【当前主体】. */
  currentSubjectId?: string
}
export const accounts = collection<AccountRecord>('accounts')({
  summarize: (a) => ({ account: a.account, name: a.name, mobile: a.mobile, idNumber: a.idNumber, roles: a.roles, disabled: a.disabled }),
})

/** This station itself: one record with id `self`; private keys lie here, encrypted with the whole store (bundle.md §3). */
export interface SelfRecord {
  id: 'self'
  stationId: string
  name: string
  role: StationRole
  region: RegionRef
  /** Their epoch is the station's. */
  keys: StationKeys
  createdAt: string
}
export const self = collection<SelfRecord>('self')({ summarize: () => ({}) })

export interface SettingsRecord {
  id: 'settings'
  idleMinutes: number
  noticeCountdownSeconds: number
  /** Latest time seen, ISO (domain.md §5). */
  latestTime: string
}
export const settings = collection<SettingsRecord>('settings')({ summarize: () => ({}) })

export interface KnownStationRecord {
  /** The station's id. */
  id: string
  name: string
  role: StationRole
  region: RegionRef
  epoch: number
  keyId: string
  /** Minisign public key, the base64 line. */
  publicKey: string
  /** age X25519 recipient. */
  recipient: string
  fingerprint: string
  trustedAt: string | null
  trustedBy?: string
}
export const knownStations = collection<KnownStationRecord>('stations')({
  summarize: (s) => ({ name: s.name, role: s.role, keyId: s.keyId, trustedAt: s.trustedAt }),
})

/** One entry of the append-only, hash-chained audit log. `id` is the zero-padded sequence number. */
export interface AuditRecord {
  id: string
  at: string
  command: string
  what: string
  accountId: string | null
  accountName: string | null
  roles: AccountRole[]
  changes: { collection: string; id: string; before: string | null; after: string | null }[]
  previousHash: string
  hash: string
}
export const audit = collection<AuditRecord>('audit')({
  summarize: (a) => ({ at: a.at, what: a.what, accountId: a.accountId, accountName: a.accountName, changes: a.changes.length }),
})

/** Where the chain of the audit log ends, so that entries cut off its end are missed. */
export interface AuditHeadRecord {
  id: 'head'
  /** Number of entries. */
  entries: number
  hash: string
}
export const auditHead = collection<AuditHeadRecord>('auditHead')({ summarize: () => ({}) })

/** A portable backup file that was made here; the files themselves lie outside the store. */
export interface BackupRecord {
  id: string
  fileName: string
  /** Bytes. */
  size: number
  /** Files in it. */
  files: number
  sha256: string
  at: string
  /** Name of the account that made it. */
  by: string
}
export const backups = collection<BackupRecord>('backups')({ summarize: (b) => ({ at: b.at }) })
