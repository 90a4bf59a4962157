import type { CallContext } from './call'

/** Everything the core takes from outside (architecture.md rule 8). Hosts give real ones; tests replace only these. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z, as the machine says. */
  now(): number
  /** Calls back after `ms`; returns a function that calls it off. */
  after(ms: number, callback: () => void): () => void
}

export interface Ids {
  /** UUIDv7, rising with time. */
  uuid(): string
  /** Cryptographically strong random bytes. */
  bytes(length: number): Uint8Array
}

/** Keeps small secrets with the machine (Electron safeStorage, or a key file readable by its owner alone). */
export interface Secrets {
  /** Names the protection for the page 数据与备份, e.g. 系统钥匙串 or 密钥文件. */
  readonly protection: string
  wrap(plain: Uint8Array): Promise<Uint8Array>
  /** @throws when this machine cannot unwrap it; the store then asks for the recovery code. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>
}

export type SaveOutcome = { kind: 'saved'; path: string } | { kind: 'download'; url: string } | { kind: 'cancelled' }

export interface FileDialogs {
  /**
   * Lets the person choose where `fileName` goes and brings the bytes there (temp file, fsync, rename, verified), or, in
   * the browser shell, hands out `url` (a download command of this host) for the page to open.
   */
  save(file: { fileName: string; url: string; read: () => AsyncIterable<Uint8Array>; size: number }): Promise<SaveOutcome>
}

export interface Shell {
  /** Opens a folder of the program (data folder) in the system's file manager; false where the shell cannot. */
  openFolder(path: string): Promise<boolean>
}

export interface Notifications {
  show(title: string, body: string): void
}

/** domain.md §3.9. */
export interface VerificationCodes {
  readonly method: 'local' | 'totp'
  deliver(call: CallContext, code: string): Promise<void>
}

export interface LogEntry {
  at: number
  level: 'info' | 'warn' | 'error'
  /** Command or part of the program. */
  source: string
  /** Ties the entry to the id shown with an error. */
  id?: string
  message: string
  detail?: unknown
}
export interface Logger {
  write(entry: LogEntry): void
}

export interface Ports {
  clock: Clock
  ids: Ids
  secrets: Secrets
  fileDialogs: FileDialogs
  shell: Shell
  notifications: Notifications
  logger: Logger
  /** Makes captchas; left out, random ones are drawn. Tests give one whose text they know. */
  captchas?: { make(): { text: string; svg: string } }
}
