import { createHash, type Hash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { attachmentName } from './attachments'
import { encodeBackupHeader, encodeEntryHead, BACKUP_VERSION, type Contents, sealContents, sha256Of } from './backup-format'
import { verifyBackupFile } from './backup-verify'
import { readFully, TEMPORARY, writeFully } from './durable-file'
import type { Engine } from './engine'
import type { FileSystem, OpenFile } from './file-system'
import { readKeyFile, type StoreKey } from './key-file'
import { manifestName, segmentName } from './layout'
import { shardFilesOf } from './load'
import type { BackupReport } from './managed-store'
import { attachmentsOf } from './verify'
import { reported } from './write-failure'

const PORTION_BYTES = 1024 * 1024

/** Writes at the end of a file, counting and hashing. */
class Appender {
  position = 0
  readonly hash: Hash = createHash('sha256')

  constructor(private readonly file: OpenFile) {}

  async add(bytes: Uint8Array): Promise<void> {
    await writeFully(this.file, bytes, this.position)
    this.position += bytes.length
    this.hash.update(bytes)
  }
}

/** Names of everything a state consists of, attachments included. */
function namesOf(engine: Engine): string[] {
  const { manifest, sealed } = engine
  const segments = Object.entries(manifest.collections).flatMap(([name, collection]) =>
    Object.entries(collection.segments).map(([number, ref]) => segmentName(name, Number(number), ref.generation)),
  )
  const attachments = [...attachmentsOf(engine)].map((sha256) => attachmentName(sealed.keys, sha256))
  return [manifestName(manifest.generation), ...segments, ...shardFilesOf(engine.state).keys(), ...attachments]
}

async function copyEntry(engine: Engine, name: string, to: Appender): Promise<Contents['entries'][number]> {
  const file = await engine.sealed.files.open(engine.sealed.path(name), 'read')
  try {
    const size = await file.size()
    const hash = createHash('sha256')
    await to.add(encodeEntryHead(name, size))
    const portion = Buffer.alloc(Math.min(PORTION_BYTES, size))
    for (let position = 0; position < size; position += portion.length) {
      const bytes = portion.subarray(0, Math.min(portion.length, size - position))
      if ((await readFully(file, bytes, position)) < bytes.length) throw new Error(`${name} became shorter while it was copied`)
      hash.update(bytes)
      await to.add(bytes)
    }
    return { name, size, sha256: hash.digest('hex') }
  } finally {
    await file.close()
  }
}

/** An attachment that is gone cannot be copied; the record that refers to it still is. */
async function existing(files: FileSystem, engine: Engine, names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => ((await files.status(engine.sealed.path(name))) ? [name] : [])))
  return found.flat()
}

async function writeBackup(engine: Engine, key: StoreKey, file: OpenFile): Promise<{ files: number; bytes: number; sha256: string }> {
  const { sealed, manifest } = engine
  const keyFile = await readKeyFile(sealed.files, sealed.dir)
  if (keyFile.kind !== 'found') throw new Error(`key file ${keyFile.kind}`)
  const { storeId, check, recovery, createdAt } = keyFile.file
  if (storeId !== key.storeId) throw new Error('the key file is another store’s')
  const header = encodeBackupHeader({
    version: BACKUP_VERSION, storeId, check, recovery, createdAt, generation: manifest.generation, at: engine.clock.now(),
  })
  const to = new Appender(file)
  await to.add(header)
  const entries: Contents['entries'] = []
  for (const name of await existing(sealed.files, engine, namesOf(engine))) entries.push(await copyEntry(engine, name, to))
  const contents = sealContents(sealed.keys, { header: sha256Of(header), entries })
  await to.add(encodeEntryHead('', contents.length))
  await to.add(contents)
  await file.sync()
  return { files: entries.length, bytes: to.position, sha256: to.hash.digest('hex') }
}

async function removeQuietly(files: FileSystem, path: string): Promise<void> {
  try {
    await files.unlink(path)
  } catch {
    // Reported is why there is no backup; an unfinished file bears a name that no reader takes.
  }
}

/**
 * Everything as of now into one file that opens elsewhere with the recovery code: written beside its place, read back
 * and checked whole, then renamed. @throws AppError store.writeFailed, store.diskFull, store.damaged
 */
export async function exportBackup(engine: Engine, key: StoreKey, path: string): Promise<BackupReport> {
  await engine.checkpoint()
  const { files } = engine.sealed
  const temporary = join(dirname(path), `.${basename(path)}${TEMPORARY}`)
  return engine.maintain(async () => {
    try {
      await removeQuietly(files, temporary)
      const file = await files.open(temporary, 'create')
      try {
        const report = await writeBackup(engine, key, file)
        await verifyBackupFile(file, key, report.sha256)
        await files.rename(temporary, path)
        await files.syncDirectory(dirname(path))
        return report
      } finally {
        await file.close()
      }
    } catch (error) {
      await removeQuietly(files, temporary)
      throw reported(error)
    }
  })
}
