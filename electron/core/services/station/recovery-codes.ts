import { AppError, atField } from '#shared/errors/app-error'
import type { Task } from '../../call'
import type { CoreContext } from '../../context'
import { importBackup as importBackupFile, type ImportOptions } from '../../store/backup-import'
import { nodeFileSystem } from '../../store/file-system'
import { readKeyFile, unwrapByCode } from '../../store/key-file'
import { openAfterBreakingLock, openWithRecoveryCode, recoverGeneration } from '../../store/recovery'
import { findingOf, openOptions, storeFolder, type Opened } from './opening'

/** Does the code open this data folder? */
export async function verifyRecoveryCode(ctx: CoreContext, recoveryCode: string): Promise<boolean> {
  const found = await readKeyFile(nodeFileSystem, storeFolder(ctx))
  return found.kind === 'found' && unwrapByCode(found.file, recoveryCode) !== undefined
}

/** Refusals of the code belong to the one field there is. */
async function withField<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AppError) || !/^store\.recoveryCode/.test(error.code)) throw error
    throw atField(error, 'recoveryCode')
  }
}

/** Gives this machine the key of the data folder and opens it. @throws AppError store.recoveryCodeMistyped, store.recoveryCodeWrong */
export const openByCode = (ctx: CoreContext, recoveryCode: string): Promise<Opened> =>
  findingOf(ctx, () => withField(openWithRecoveryCode(openOptions(ctx, false), recoveryCode)))

/** Makes a kept generation the present one and opens it. @throws AppError store.damaged */
export const openGeneration = (ctx: CoreContext, id: number): Promise<Opened> => findingOf(ctx, () => recoverGeneration(openOptions(ctx, false), id))

/** Takes the lock of another machine away and opens the folder. `token` is that of the holder that was shown. */
export const openAfterLock = (ctx: CoreContext, token: string): Promise<Opened> => findingOf(ctx, () => openAfterBreakingLock(openOptions(ctx, false), token))

/**
 * Makes the store of this data folder of a portable backup; nothing of what is there is overwritten.
 * @throws AppError store.recoveryCodeMistyped, store.recoveryCodeWrong, store.backupInvalid, store.newerVersion, store.folderInUse, …
 */
export async function importBackup(ctx: CoreContext, options: Pick<ImportOptions, 'path' | 'recoveryCode' | 'keepPresent'>, task: Task): Promise<void> {
  const { dir, secrets, clock, holder } = openOptions(ctx, false)
  await withField(importBackupFile({
    dir, secrets, clock, holder, ...options,
    onChecked: (done, total) => task.progress('正在核对备份文件', done, total),
    // Too late to cancel: telling of it then would throw.
    onUnpacked: (done, total) => { if (!task.signal.aborted) task.progress('正在恢复数据', done, total) },
  }))
}
