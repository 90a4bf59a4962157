import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'

/** Ends the names of portable backup files. */
export const BACKUP_EXTENSION = '.beian-backup'

export interface FolderSize {
  bytes: number
  files: number
}

/**
 * Portable backup files made here lie in `backups` until the next one is made, so that saving one again needs no new
 * export; they are encrypted as the store is.
 */
export interface BackupFiles {
  /** Where a file of this name lies. */
  path(fileName: string): string
  prepare(): Promise<void>
  /** Bytes; undefined where there is none. */
  size(fileName: string): Promise<number | undefined>
  read(fileName: string): AsyncIterable<Uint8Array>
  remove(fileName: string): Promise<void>
  /** Removes the files made before this one. */
  keepOnly(fileName: string): Promise<void>
  /** Of the backup folder, unfinished files included. */
  written(): Promise<number>
  /** Of everything in the data folder. */
  dataFolder(): Promise<FolderSize>
}

async function sizeOf(folder: string): Promise<FolderSize> {
  const total: FolderSize = { bytes: 0, files: 0 }
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) {
      const inner = await sizeOf(place)
      total.bytes += inner.bytes
      total.files += inner.files
    } else if (entry.isFile()) {
      total.bytes += await stat(place).then((found) => found.size, () => 0)
      total.files += 1
    }
  }
  return total
}

export function createBackupFiles(dataDir: string): BackupFiles {
  const folder = path.join(dataDir, 'backups')
  const place = (fileName: string): string => path.join(folder, path.basename(fileName))
  return {
    path: place,
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
    },
    size: (fileName) => stat(place(fileName)).then((found) => (found.isFile() ? found.size : undefined), () => undefined),
    read: (fileName) => createReadStream(place(fileName)),
    remove: (fileName) => rm(place(fileName), { force: true }),
    async keepOnly(fileName) {
      for (const name of await readdir(folder)) {
        if (name !== path.basename(fileName) && name.endsWith(BACKUP_EXTENSION)) await rm(place(name), { force: true })
      }
    },
    written: async () => (await sizeOf(folder)).bytes,
    dataFolder: () => sizeOf(dataDir),
  }
}
