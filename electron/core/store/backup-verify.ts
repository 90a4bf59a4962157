import { createHash } from 'node:crypto'
import { AppError } from '#shared/errors/app-error'
import { type BackupEntry, type Contents, readBackupHeader, readEntryHead, type ReadHeader, unsealContents } from './backup-format'
import { AuthenticationError } from './cipher'
import { readFully } from './durable-file'
import type { OpenFile } from './file-system'
import type { StoreKey } from './key-file'
import { deriveKeys } from './sealed-files'

const PORTION_BYTES = 1024 * 1024
/** The table of contents of a backup with a million files. */
const MAX_CONTENTS_BYTES = 256 * 1024 * 1024

/** Only these names are ever written when a backup is taken in. */
const NAMES = /^(?:manifests\/g\d{9,}|data\/[a-zA-Z0-9-]+\.[si]\d{6,}\.g\d{9,}|attachments\/[0-9a-f]{2}\/[0-9a-f]{64})$/

/** Told how many bytes of the file are read, and how many there are; what it throws ends the work. */
export type ReadProgress = (done: number, total: number) => void

async function digestOf(file: OpenFile, start: number, size: number, read?: (done: number) => void): Promise<string> {
  const hash = createHash('sha256')
  const portion = Buffer.alloc(Math.min(PORTION_BYTES, Math.max(1, size)))
  for (let done = 0; done < size; ) {
    const bytes = portion.subarray(0, Math.min(portion.length, size - done))
    if ((await readFully(file, bytes, start + done)) < bytes.length) throw new AppError('store.backupInvalid')
    hash.update(bytes)
    done += bytes.length
    read?.(done)
  }
  return hash.digest('hex')
}

export interface CheckedBackup extends ReadHeader {
  entries: BackupEntry[]
}

/**
 * Reads all of a backup: every entry is the one that the sealed table of contents names, in its order, none is missing
 * and nothing follows. @throws AppError store.backupInvalid, store.newerVersion
 */
export async function checkBackup(file: OpenFile, key: StoreKey, progress?: ReadProgress): Promise<CheckedBackup> {
  const head = await readBackupHeader(file)
  const total = await file.size()
  const entries: BackupEntry[] = []
  const digests: string[] = []
  for (let position = head.position; ; ) {
    const entry = await readEntryHead(file, position)
    if (!entry) throw new AppError('store.backupInvalid')
    if (entry.name === '') {
      compare(await readContents(file, key, head, entry), head, entries, digests)
      return { ...head, entries }
    }
    if (!NAMES.test(entry.name)) throw new AppError('store.backupInvalid')
    digests.push(await digestOf(file, entry.position, entry.size, (done) => progress?.(entry.position + done, total)))
    entries.push(entry)
    position = entry.position + entry.size
  }
}

async function readContents(file: OpenFile, key: StoreKey, head: ReadHeader, entry: BackupEntry): Promise<Contents> {
  if (entry.size > MAX_CONTENTS_BYTES || entry.position + entry.size !== (await file.size())) throw new AppError('store.backupInvalid')
  const sealed = Buffer.alloc(entry.size)
  if ((await readFully(file, sealed, entry.position)) < sealed.length) throw new AppError('store.backupInvalid')
  try {
    return unsealContents(deriveKeys(key), head.digest, sealed)
  } catch (error) {
    if (error instanceof AuthenticationError) throw new AppError('store.backupInvalid', { cause: error })
    throw error
  }
}

function compare(contents: Contents, head: ReadHeader, entries: readonly BackupEntry[], digests: readonly string[]): void {
  const same =
    contents.header === head.digest &&
    contents.entries.length === entries.length &&
    contents.entries.every(({ name, size, sha256 }, place) => {
      const entry = entries[place]
      return entry?.name === name && entry.size === size && digests[place] === sha256
    })
  if (!same) throw new AppError('store.backupInvalid')
}

/** After writing: what the disk gives back is what was written, and it is a whole backup. */
export async function verifyBackupFile(file: OpenFile, key: StoreKey, sha256: string): Promise<void> {
  await checkBackup(file, key)
  if ((await digestOf(file, 0, await file.size())) !== sha256) throw new AppError('store.backupInvalid')
}
