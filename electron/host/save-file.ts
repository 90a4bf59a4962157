import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '#shared/errors/app-error'

async function digestOf(path: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer
    hash.update(bytes)
    size += bytes.length
  }
  return { sha256: hash.digest('hex'), size }
}

async function fill(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of bytes) {
    hash.update(chunk)
    for (let written = 0; written < chunk.length; ) written += (await file.write(chunk, written)).bytesWritten
  }
  await file.sync()
  return hash.digest('hex')
}

/** POSIX keeps a rename only after its folder was synced; Windows cannot open folders and does it by itself. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } catch (error) {
    // Memory sticks with FAT file systems refuse to sync a folder.
    if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP'))) throw error
  } finally {
    await folder.close()
  }
}

/**
 * Brings bytes to a place the person chose (a memory stick, mostly): temporary file beside it, all bytes, fsync, read back
 * and compared, rename, fsync of the folder. What was there under that name stays until the new file is whole.
 * @throws AppError store.diskFull, store.writeFailed
 */
export async function saveFile(path: string, bytes: AsyncIterable<Uint8Array>, size: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`)
  try {
    const file = await open(temporary, 'wx')
    let sha256: string
    try {
      sha256 = await fill(file, bytes)
    } finally {
      await file.close()
    }
    const found = await digestOf(temporary)
    if (found.size !== size || found.sha256 !== sha256) throw new AppError('store.writeFailed', { params: { reason: '写入后核对不一致' } })
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw asSaveError(error)
  }
}

const REASONS: Record<string, string> = {
  EACCES: '没有写入权限', EPERM: '没有写入权限', EROFS: '该位置只读', ENOENT: '找不到该文件夹', EIO: '读写设备出错', ENODEV: '设备已拔出', EFBIG: '文件超过该磁盘格式的上限',
}

function asSaveError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof AppError) return error
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return new AppError('store.diskFull', { cause: error })
  return new AppError('store.writeFailed', { params: { reason: REASONS[String(error.code)] ?? String(error.code) }, cause: error })
}
