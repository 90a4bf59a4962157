import { dirname } from 'node:path'
import { type FileSystem, type OpenFile, systemCode } from './file-system'

/** Writes all of `bytes` at `position`; a short write is continued, never ignored (the fault of store.md §1). */
export async function writeFully(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const written = await file.write(bytes, done, bytes.length - done, position + done)
    if (written <= 0) throw new Error('write wrote nothing')
    done += written
  }
}

/** Fills `bytes` from `position`; returns how many bytes there were. */
export async function readFully(file: OpenFile, bytes: Uint8Array, position: number): Promise<number> {
  let done = 0
  while (done < bytes.length) {
    const read = await file.read(bytes, done, bytes.length - done, position + done)
    if (read === 0) break
    done += read
  }
  return done
}

export async function readWhole(files: FileSystem, path: string): Promise<Buffer> {
  const file = await files.open(path, 'read')
  try {
    const bytes = Buffer.allocUnsafeSlow(await file.size())
    return bytes.subarray(0, await readFully(file, bytes, 0))
  } finally {
    await file.close()
  }
}

/**
 * The beginning of a file, as much as `bytes` can hold, with as little waiting as there can be: nobody waits for the
 * closing. Whoever asks for one byte more than the file must have sees another length.
 */
export async function readStart(files: FileSystem, path: string, bytes: Buffer): Promise<Buffer> {
  const file = await files.open(path, 'read')
  try {
    const read = await file.read(bytes, 0, bytes.length, 0)
    return bytes.subarray(0, read < bytes.length - 1 ? read + (await readFully(file, bytes.subarray(read), read)) : read)
  } finally {
    file.close().catch(() => undefined)
  }
}

export async function readIfThere(files: FileSystem, path: string): Promise<Buffer | undefined> {
  try {
    return await readWhole(files, path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

export const TEMPORARY = '.tmp'

async function removeQuietly(files: FileSystem, path: string): Promise<void> {
  try {
    await files.unlink(path)
  } catch {
    // Best effort after a failure that is being reported already; a left-over temporary file is swept later.
  }
}

/**
 * The one way a whole file comes to be: temporary file, full write, size check, fsync, rename. The caller syncs the
 * directory (`syncDirectory`), once for many files where it can.
 */
export async function writeDurably(files: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = path + TEMPORARY
  const file = await createAnew(files, temporary)
  try {
    try {
      await writeFully(file, bytes, 0)
      const size = await file.size()
      if (size !== bytes.length) throw new Error(`wrote ${bytes.length} bytes, the file has ${size}`)
      await file.sync()
    } finally {
      await file.close()
    }
    await files.rename(temporary, path)
  } catch (error) {
    await removeQuietly(files, temporary)
    throw error
  }
}

/** A temporary file that was left over is taken away first. */
async function createAnew(files: FileSystem, path: string): Promise<OpenFile> {
  try {
    return await files.open(path, 'create')
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
    await files.unlink(path)
    return files.open(path, 'create')
  }
}

/** `writeDurably` and the fsync of its directory. */
export async function replaceDurably(files: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  await writeDurably(files, path, bytes)
  await files.syncDirectory(dirname(path))
}
