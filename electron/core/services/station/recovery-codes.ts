import { AppError } from '#shared/errors/app-error'
import type { CoreContext } from '../../context'
import { nodeFileSystem } from '../../store/file-system'
import { readKeyFile, rewrapKeyFile, unwrapByCode, unwrapByMachine, type StoreKey } from '../../store/key-file'
import { createRecoveryCode } from '../../store/recovery-code'
import { storeFolder } from './opening'

async function keyByCode(ctx: CoreContext, recoveryCode: string): Promise<StoreKey | undefined> {
  const found = await readKeyFile(nodeFileSystem, storeFolder(ctx))
  return found.kind === 'found' ? unwrapByCode(found.file, recoveryCode) : undefined
}

/** Does the code open this data folder? */
export async function verifyRecoveryCode(ctx: CoreContext, recoveryCode: string): Promise<boolean> {
  return (await keyByCode(ctx, recoveryCode)) !== undefined
}

/** Gives this machine the key of the data folder. @throws AppError account.recoveryCodeWrong */
export async function adoptByRecoveryCode(ctx: CoreContext, recoveryCode: string): Promise<void> {
  const key = await keyByCode(ctx, recoveryCode)
  if (key === undefined) throw new AppError('account.recoveryCodeWrong', { fields: { recoveryCode: '恢复码不正确，请逐组核对' } })
  await rewrapKeyFile(nodeFileSystem, storeFolder(ctx), key, { secrets: ctx.ports.secrets })
}

/** A new recovery code in place of one that nobody has seen. */
export async function replaceRecoveryCode(ctx: CoreContext): Promise<string> {
  const found = await readKeyFile(nodeFileSystem, storeFolder(ctx))
  const key = found.kind === 'found' ? await unwrapByMachine(found.file, ctx.ports.secrets) : undefined
  if (key === undefined) throw new AppError('store.wrongKey')
  const recoveryCode = createRecoveryCode()
  await rewrapKeyFile(nodeFileSystem, storeFolder(ctx), key, { recoveryCode })
  return recoveryCode
}
