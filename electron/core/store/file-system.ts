import fs from 'node:fs'
import { dirname } from 'node:path'

/**
 * The few file operations the store is built of. Real ones below; tests inject one whose n-th operation fails and which
 * forgets what was not synced (store.md §4).
 */
export interface OpenFile {
  /** Bytes read; 0 at the end of the file. */
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<number>
  /** Bytes written, which may be fewer than asked for. */
  write(buffer: Uint8Array, offset: number, length: number, position: number): Promise<number>
  size(): Promise<number>
  truncate(length: number): Promise<void>
  /** fsync(2). */
  sync(): Promise<void>
  /** fdatasync(2). */
  datasync(): Promise<void>
  close(): Promise<void>
}

export interface FileStatus {
  size: number
  modifiedAt: number
  directory: boolean
}

/** `read`: existing file; `write`: existing file, read and write; `create`: new file, fails with EEXIST. */
export type OpenMode = 'read' | 'write' | 'create'

export interface FileSystem {
  open(path: string, mode: OpenMode): Promise<OpenFile>
  /** Replaces `to` if it is there. */
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  /** Removes an empty directory. */
  removeDirectory(path: string): Promise<void>
  /** One level; EEXIST when it is there. */
  makeDirectory(path: string): Promise<void>
  list(path: string): Promise<string[]>
  status(path: string): Promise<FileStatus | undefined>
  /** Makes new, renamed and removed names of a directory durable. */
  syncDirectory(path: string): Promise<void>
}

/** The `code` of a Node system error, e.g. ENOSPC; undefined for any other throw, also one with codes of its own. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined
}

const FLAGS: Record<OpenMode, string> = { read: 'r', write: 'r+', create: 'wx+' }

/** Callback functions of node:fs rather than node:fs/promises: half the overhead on the commit path. */
function call<T>(start: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value as T)))
  })
}

class NodeFile implements OpenFile {
  constructor(private readonly fd: number) {}

  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    return call((done) => fs.read(this.fd, buffer, offset, length, position, done))
  }

  write(buffer: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    return call((done) => fs.write(this.fd, buffer, offset, length, position, done))
  }

  async size(): Promise<number> {
    return (await call<fs.Stats>((done) => fs.fstat(this.fd, done))).size
  }

  truncate(length: number): Promise<void> {
    return call((done) => fs.ftruncate(this.fd, length, done))
  }

  sync(): Promise<void> {
    return call((done) => fs.fsync(this.fd, done))
  }

  datasync(): Promise<void> {
    return call((done) => fs.fdatasync(this.fd, done))
  }

  close(): Promise<void> {
    return call((done) => fs.close(this.fd, done))
  }
}

/** A virus scanner or indexer holds a file for moments on Windows; deleting first would risk the good copy (store.md §3). */
const RENAME_RETRY_MS = [10, 20, 50, 100, 200, 400, 800]
const HELD_CODES = new Set(['EPERM', 'EBUSY', 'EACCES'])

async function renameWithRetry(from: string, to: string): Promise<void> {
  for (const wait of process.platform === 'win32' ? RENAME_RETRY_MS : []) {
    try {
      return await call((done) => fs.rename(from, to, done))
    } catch (error) {
      if (!HELD_CODES.has(systemCode(error) ?? '')) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
  return call((done) => fs.rename(from, to, done))
}

async function status(path: string): Promise<FileStatus | undefined> {
  try {
    const found = await call<fs.Stats>((done) => fs.stat(path, done))
    return { size: found.size, modifiedAt: found.mtimeMs, directory: found.isDirectory() }
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory for syncing; NTFS journals its names.
  if (process.platform === 'win32') return
  const fd = await call<number>((done) => fs.open(path, 'r', done))
  try {
    await call<void>((done) => fs.fsync(fd, done))
  } catch (error) {
    // Some FUSE file systems (exFAT, network mounts) have no fsync for directories; there is nothing better to do there.
    if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'ENOSYS') throw error
  } finally {
    await call<void>((done) => fs.close(fd, done))
  }
}

export const nodeFileSystem: FileSystem = {
  async open(path, mode) {
    return new NodeFile(await call<number>((done) => fs.open(path, FLAGS[mode], 0o600, done)))
  },
  rename: renameWithRetry,
  unlink: (path) => call((done) => fs.unlink(path, done)),
  removeDirectory: (path) => call((done) => fs.rmdir(path, done)),
  makeDirectory: (path) => call((done) => fs.mkdir(path, 0o700, done)),
  list: (path) => call((done) => fs.readdir(path, done)),
  status,
  syncDirectory,
}

/** Makes a directory and its missing parents; every new name is durable afterwards. */
export async function ensureDirectory(files: FileSystem, path: string): Promise<void> {
  if ((await files.status(path))?.directory) return
  const parent = dirname(path)
  if (parent !== path) await ensureDirectory(files, parent)
  try {
    await files.makeDirectory(path)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
  await files.syncDirectory(parent)
}

/** Names in a directory; none when it is not there. */
export async function listIfThere(files: FileSystem, path: string): Promise<string[]> {
  try {
    return await files.list(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return []
    throw error
  }
}
