import { dirname, join } from 'node:path'
import { AppError } from '#shared/errors/app-error'
import type { Clock, Secrets } from '#core/ports'
import type { BackupEntry } from './backup-format'
import { readBackupHeader } from './backup-format'
import { checkBackup, type CheckedBackup, type ReadProgress } from './backup-verify'
import { readFully, TEMPORARY, writeFully } from './durable-file'
import { ensureDirectory, type FileSystem, listIfThere, nodeFileSystem, type OpenFile } from './file-system'
import { Journal } from './journal'
import { FORMAT, FORMAT_VERSION, installKeyFile, KEY_FILE, KEY_FILE_COPY, type StoreKey, unwrapByCode } from './key-file'
import { ATTACHMENTS, DATA, INCOMING, JOURNALS, MANIFESTS } from './layout'
import { type Holder, takeLock } from './lock'
import { readManifest } from './manifest'
import { endOf } from './open-state'
import { readRecoveryCode } from './recovery-code'
import { deriveKeys, SealedFiles } from './sealed-files'
import { lookIntoFolder } from './traces'
import { reported } from './write-failure'

export interface ImportOptions {
  /** The backup file. */
  path: string
  /** The folder that becomes the store. */
  dir: string
  recoveryCode: string
  secrets: Secrets
  clock: Clock
  holder: Holder
  fs?: FileSystem
  /** What is in `dir` already is moved to `dir/replaced/TIME/` first; without this such a folder is refused. */
  keepPresent?: boolean
  /** Told while the file is checked; what it throws ends the import, with nothing written. */
  onChecked?: ReadProgress
  /** Told while the checked file is unpacked; from here on the import goes through to its end. Bytes. */
  onUnpacked?: ReadProgress
}

const PORTION_BYTES = 1024 * 1024

/** @throws AppError store.recoveryCodeMistyped when it cannot be a code. */
export function requireReadableCode(recoveryCode: string): void {
  if (readRecoveryCode(recoveryCode) === undefined) throw new AppError('store.recoveryCodeMistyped')
}

/**
 * Makes a store of a backup file, on any machine. All of the file is checked before anything is written, and the key file
 * comes last, so that an import that is cut short leaves no store. Open it with `openStore` afterwards.
 * @throws AppError store.recoveryCodeMistyped, store.recoveryCodeWrong, store.backupInvalid, store.newerVersion,
 * store.folderInUse, store.locked, store.diskFull, store.writeFailed
 */
export async function importBackup(options: ImportOptions): Promise<void> {
  requireReadableCode(options.recoveryCode)
  const files = options.fs ?? nodeFileSystem
  const file = await openBackup(files, options.path)
  try {
    const { header } = await readBackupHeader(file)
    const key = unwrapByCode(header, options.recoveryCode)
    if (!key) throw new AppError('store.recoveryCodeWrong')
    const backup = await checkBackup(file, key, options.onChecked)
    await ensureDirectory(files, options.dir)
    const lock = await takeLock(files, options.dir, options.holder, options.clock.now())
    if (lock.kind === 'locked') throw new AppError('store.locked', { params: { holder: lock.owner.name } })
    try {
      await makeRoom(files, options)
      await unpack(files, options, key, file, backup)
    } finally {
      await lock.release()
    }
  } catch (error) {
    throw reported(error)
  } finally {
    await file.close()
  }
}

async function openBackup(files: FileSystem, path: string): Promise<OpenFile> {
  try {
    return await files.open(path, 'read')
  } catch (cause) {
    throw new AppError('store.backupInvalid', { cause })
  }
}

/** Moves a present store aside, its key file first: from then on the folder has traces only, and nothing is lost. */
async function makeRoom(files: FileSystem, options: ImportOptions): Promise<void> {
  const present = await lookIntoFolder(files, options.dir)
  if (present.kind === 'nothing') return
  if (present.kind === 'store' && !options.keepPresent) throw new AppError('store.folderInUse')
  const aside = join(options.dir, 'replaced', String(options.clock.now()))
  await ensureDirectory(files, aside)
  const names = new Set(await listIfThere(files, options.dir))
  for (const name of [KEY_FILE, KEY_FILE_COPY, MANIFESTS, JOURNALS, DATA, ATTACHMENTS]) {
    if (names.has(name)) await files.rename(join(options.dir, name), join(aside, name))
  }
  await files.syncDirectory(aside)
  await files.syncDirectory(options.dir)
}

async function unpack(files: FileSystem, options: ImportOptions, key: StoreKey, file: OpenFile, backup: CheckedBackup): Promise<void> {
  for (const folder of [DATA, MANIFESTS, JOURNALS, ATTACHMENTS, INCOMING]) await ensureDirectory(files, join(options.dir, folder))
  const folders = new Set<string>()
  const total = backup.entries.reduce((sum, entry) => sum + entry.size, 0)
  let done = 0
  for (const entry of backup.entries) {
    const path = join(options.dir, entry.name)
    await ensureDirectory(files, dirname(path))
    await copyOut(files, file, entry, path)
    folders.add(dirname(path))
    done += entry.size
    options.onUnpacked?.(done, total)
  }
  for (const folder of folders) await files.syncDirectory(folder)
  const sealed = new SealedFiles(files, options.dir, deriveKeys(key))
  const manifest = await readManifest(sealed, backup.header.generation)
  await (await Journal.create(sealed, manifest.journal.number, endOf(manifest))).close()
  const { storeId, check, recovery, createdAt } = backup.header
  const keyFile = { format: FORMAT, version: FORMAT_VERSION, storeId, check, recovery, createdAt } as const
  await installKeyFile(files, options.dir, keyFile, key, options.secrets)
}

async function copyOut(files: FileSystem, from: OpenFile, entry: BackupEntry, path: string): Promise<void> {
  const to = await files.open(path + TEMPORARY, 'create')
  try {
    const portion = Buffer.alloc(Math.min(PORTION_BYTES, Math.max(1, entry.size)))
    for (let done = 0; done < entry.size; ) {
      const bytes = portion.subarray(0, Math.min(portion.length, entry.size - done))
      if ((await readFully(from, bytes, entry.position + done)) < bytes.length) throw new AppError('store.backupInvalid')
      await writeFully(to, bytes, done)
      done += bytes.length
    }
    await to.sync()
  } finally {
    await to.close()
  }
  await files.rename(path + TEMPORARY, path)
}
