import { dirname } from 'node:path'
import type { FileStatus, FileSystem, OpenFile, OpenMode } from '#core/store/file-system'

/** A file: what programs see, and what a power cut leaves of it. */
interface Inode {
  modifiedAt: number
  data: Buffer
  durable: Buffer
}
type Entry = Inode | 'directory'
type DirectoryChange = { path: string; entry: Entry | undefined }

/** What a power cut keeps of what was not synced. */
export type Loss =
  /** Nothing: the strictest disk. */
  | { kind: 'all' }
  /** Everything: the process was killed, the machine ran on. */
  | { kind: 'none' }
  /** Of every directory's changes and every file's bytes some, in order; `pick` gives 0..limit. */
  | { kind: 'some'; pick: (limit: number) => number }

export type Fault =
  /** The n-th operation fails once with this code. */
  | { kind: 'error'; at: number; code: string }
  /** The n-th operation and all later ones do nothing: the process is gone. */
  | { kind: 'death'; at: number }

function systemError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code })
}

/**
 * A file system in memory that knows what has been synced, counts its operations, and can fail or die at any of them
 * (store.md §4). As on the strictest real one, a file's fsync does not make its name durable.
 */
export class MemoryFileSystem implements FileSystem {
  operations = 0
  readonly log: string[] = []
  fault: Fault | undefined
  /** When set, fsync and fdatasync do nothing: the control that must lose data. */
  lyingSync = false
  /** What new and changed files are dated with, milliseconds. */
  time = 0
  private readonly entries = new Map<string, Entry>([['/', 'directory']])
  private durable = new Map<string, Entry>([['/', 'directory']])
  /** Changes of names since their directory was synced. */
  private readonly unsynced = new Map<string, DirectoryChange[]>()

  /** Counts an operation; `partly` is what a failing write still gets done. */
  private step(what: string, partly: () => void = () => undefined): void {
    this.operations += 1
    this.log.push(what)
    const { fault } = this
    if (fault?.kind === 'death' && this.operations >= fault.at) {
      if (this.operations === fault.at) partly()
      throw systemError('EDEAD', what)
    }
    if (fault?.kind === 'error' && this.operations === fault.at) {
      partly()
      throw systemError(fault.code, what)
    }
  }

  private change(path: string, entry: Entry | undefined): void {
    if (entry) this.entries.set(path, entry)
    else this.entries.delete(path)
    const directory = dirname(path)
    const changes = this.unsynced.get(directory) ?? []
    changes.push({ path, entry })
    this.unsynced.set(directory, changes)
  }

  private file(path: string): Inode {
    const entry = this.entries.get(path)
    if (!entry) throw systemError('ENOENT', path)
    if (entry === 'directory') throw systemError('EISDIR', path)
    return entry
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    this.step(`open ${path} ${mode}`)
    if (mode === 'create') {
      if (this.entries.has(path)) throw systemError('EEXIST', path)
      if (this.entries.get(dirname(path)) !== 'directory') throw systemError('ENOENT', path)
      this.change(path, { modifiedAt: this.time, data: Buffer.alloc(0), durable: Buffer.alloc(0) })
    }
    return this.handle(path, this.file(path))
  }

  private handle(path: string, inode: Inode): OpenFile {
    const put = (bytes: Uint8Array, position: number): void => {
      const data = Buffer.alloc(Math.max(inode.data.length, position + bytes.length))
      inode.data.copy(data)
      data.set(bytes, position)
      inode.data = data
      inode.modifiedAt = this.time
    }
    return {
      read: async (buffer, offset, length, position) => {
        this.step(`read ${path}`)
        return inode.data.copy(buffer, offset, position, Math.min(inode.data.length, position + length))
      },
      write: async (buffer, offset, length, position) => {
        const bytes = buffer.subarray(offset, offset + length)
        this.step(`write ${path}`, () => put(bytes.subarray(0, Math.floor(length / 2)), position))
        put(bytes, position)
        return length
      },
      size: async () => inode.data.length,
      truncate: async (length) => {
        this.step(`truncate ${path}`)
        inode.data = Buffer.from(inode.data.subarray(0, length))
      },
      sync: async () => this.sync(path, inode),
      datasync: async () => this.sync(path, inode),
      close: async () => undefined,
    }
  }

  private sync(path: string, inode: Inode): void {
    this.step(`sync ${path}`)
    if (!this.lyingSync) inode.durable = inode.data
  }

  async rename(from: string, to: string): Promise<void> {
    this.step(`rename ${from} ${to}`)
    const moving = this.entries.get(from)
    if (!moving) throw systemError('ENOENT', from)
    const inside = [...this.entries].filter(([path]) => path.startsWith(`${from}/`))
    this.change(from, undefined)
    this.change(to, moving)
    for (const [path, entry] of inside) {
      this.change(path, undefined)
      this.change(to + path.slice(from.length), entry)
    }
  }

  async unlink(path: string): Promise<void> {
    this.step(`unlink ${path}`)
    this.file(path)
    this.change(path, undefined)
  }

  async removeDirectory(path: string): Promise<void> {
    this.step(`rmdir ${path}`)
    this.change(path, undefined)
  }

  async makeDirectory(path: string): Promise<void> {
    this.step(`mkdir ${path}`)
    if (this.entries.has(path)) throw systemError('EEXIST', path)
    this.change(path, 'directory')
  }

  async list(path: string): Promise<string[]> {
    this.step(`list ${path}`)
    if (this.entries.get(path) !== 'directory') throw systemError(this.entries.has(path) ? 'ENOTDIR' : 'ENOENT', path)
    const prefix = path === '/' ? '/' : `${path}/`
    return [...this.entries.keys()].flatMap((name) =>
      name !== path && name.startsWith(prefix) && !name.slice(prefix.length).includes('/') ? [name.slice(prefix.length)] : [],
    )
  }

  async status(path: string): Promise<FileStatus | undefined> {
    this.step(`stat ${path}`)
    const entry = this.entries.get(path)
    if (!entry) return undefined
    return entry === 'directory' ? { size: 0, modifiedAt: 0, directory: true } : { size: entry.data.length, modifiedAt: entry.modifiedAt, directory: false }
  }

  async syncDirectory(path: string): Promise<void> {
    this.step(`syncdir ${path}`)
    if (this.lyingSync) return
    for (const { path: name, entry } of this.unsynced.get(path) ?? []) persist(this.durable, name, entry)
    this.unsynced.delete(path)
  }

  /** What the next start finds after the power went, or the process did, at this moment. */
  afterwards(loss: Loss): MemoryFileSystem {
    const next = new MemoryFileSystem()
    next.time = this.time
    const names = loss.kind === 'none' ? this.entries : new Map(this.durable)
    if (loss.kind === 'some') {
      for (const changes of this.unsynced.values()) {
        for (const { path, entry } of changes.slice(0, loss.pick(changes.length))) persist(names, path, entry)
      }
    }
    for (const [path, entry] of names) {
      if (path !== '/' && !names.has(dirname(path))) continue
      next.entries.set(path, entry === 'directory' ? entry : survivor(entry, loss))
    }
    next.durable = new Map(next.entries)
    return next
  }

  /** Direct access for tests that damage files. */
  bytes(path: string): Buffer {
    return this.file(path).data
  }

  replaceBytes(path: string, bytes: Buffer): void {
    const inode = this.file(path)
    inode.data = bytes
    inode.durable = bytes
  }

  files(): string[] {
    return [...this.entries].flatMap(([path, entry]) => (entry === 'directory' ? [] : [path])).sort()
  }

  copy(): MemoryFileSystem {
    return this.afterwards({ kind: 'none' })
  }
}

/** Disks write whole sectors. */
const SECTOR = 512

function persist(names: Map<string, Entry>, path: string, entry: Entry | undefined): void {
  if (entry) names.set(path, entry)
  else names.delete(path)
}

function survivor({ data, durable, modifiedAt }: Inode, loss: Loss): Inode {
  if (loss.kind === 'none') return { modifiedAt, data: Buffer.from(data), durable: Buffer.from(data) }
  if (loss.kind === 'all' || data.equals(durable)) return { modifiedAt, data: Buffer.from(durable), durable: Buffer.from(durable) }
  // Some of what was appended, whole or with sectors that were never written and read as zeros.
  const length = durable.length + loss.pick(Math.max(0, data.length - durable.length))
  const kept = Buffer.from(data.subarray(0, length))
  const lost = Math.ceil((durable.length + loss.pick(length - durable.length)) / SECTOR) * SECTOR
  if (loss.pick(2) === 0 && lost < length) kept.fill(0, lost)
  return { modifiedAt, data: kept, durable: Buffer.from(kept) }
}
