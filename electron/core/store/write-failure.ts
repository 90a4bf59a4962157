import { AppError } from '#shared/errors/app-error'
import { systemCode } from './file-system'
import { DamagedFileError } from './sealed-files'

const FULL = new Set(['ENOSPC', 'EDQUOT'])
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM'])

/** In words for the banner: why nothing more is written. */
export function failureReason(error: unknown): string {
  const code = systemCode(error)
  if (code !== undefined && FULL.has(code)) return '磁盘空间不足'
  if (code !== undefined && READ_ONLY.has(code)) return '数据文件夹所在磁盘只读，或没有写入权限'
  return `写入磁盘失败（${code ?? (error instanceof Error ? error.message : '未知原因')}）`
}

/** The error for the one whose change could not be written. */
export function writeFailure(error: unknown): AppError {
  const code = systemCode(error)
  if (code !== undefined && FULL.has(code)) return new AppError('store.diskFull', { cause: error })
  return new AppError('store.writeFailed', { params: { reason: code ?? '未知原因' }, cause: error })
}

/** What goes to the caller: the disk's own errors and damaged files as AppErrors, everything else as it is. */
export function reported(error: unknown): unknown {
  if (error instanceof DamagedFileError) return new AppError('store.damaged', { params: { file: error.file }, cause: error })
  return systemCode(error) === undefined ? error : writeFailure(error)
}
