import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { chinaClock } from '#shared/filing/china-time'
import { signedIn, type CallContext, type Download, type Task } from '../../call'
import { BACKUP_EXTENSION, type BackupFiles } from '../../backup-files'
import { backups, type BackupRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { downloadUrl } from '../../download-url'
import { chinaDate } from '../../filing-time'
import { createQueue } from '../../queue'
import type { ManagedStore } from '../../store/managed-store'
import { reported } from '../../store/write-failure'

export interface PortableDeps {
  files: BackupFiles
  station: { managedStore(): ManagedStore; info(): { name: string } }
}
type Portable = Output<'backup.export'>

/** How often the size of the growing file is looked at (milliseconds). */
const LOOK_INTERVAL = 300
const MEGABYTE = 1024 * 1024

/** Tells how much is written until `stop`; the store tells nothing itself. */
function tellGrowth(ctx: CoreContext, files: BackupFiles, task: Task): { stop(): void } {
  let callOff = (): void => undefined
  let stopped = false
  async function look(before: number): Promise<void> {
    const written = (await files.written()) - before
    if (stopped || task.signal.aborted) return
    task.progress(`正在写入并核对备份文件，已写入 ${(Math.max(0, written) / MEGABYTE).toFixed(1)}MB`, 0, 0)
    again(before)
  }
  function again(before: number): void {
    callOff = ctx.ports.clock.after(LOOK_INTERVAL, () => void look(before))
  }
  void files.written().then((before) => {
    if (!stopped) again(before)
  })
  return {
    stop() {
      stopped = true
      callOff()
    },
  }
}

/** Rejects with general.cancelled as soon as the person cancels; what comes after that goes to `late`. */
async function orCancelled<T>(begin: () => Promise<T>, signal: AbortSignal, late: () => Promise<void>): Promise<T> {
  if (signal.aborted) throw new AppError('general.cancelled')
  const work = begin()
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('general.cancelled')), { once: true })
  })
  try {
    return await Promise.race([work, cancelled])
  } catch (error) {
    if (signal.aborted) void work.then(late, () => undefined)
    throw error
  }
}

/** Portable backup files: made, verified, and brought where the person wants them. */
export function createPortable(ctx: CoreContext, { files, station }: PortableDeps) {
  const queue = createQueue()
  const shown = async (record: BackupRecord): Promise<Portable> => {
    const { id, ...rest } = record
    return { backupId: id, ...rest, available: (await files.size(record.fileName)) !== undefined }
  }

  function newName(at: string): string {
    const name = station.info().name.replace(/[\p{C}\\/:*?"<>|.\s]+/gu, '').slice(0, 24) || '本站'
    return `数据备份-${name}-${chinaDate(at).replaceAll('-', '')}-${chinaClock(at).replaceAll(':', '')}${BACKUP_EXTENSION}`
  }

  async function write(call: CallContext): Promise<Portable> {
    const store = station.managedStore()
    // What a failed disk still holds of the journal would not be in it.
    if (store.readOnlyReason !== undefined) throw new AppError('store.readOnly', { params: { reason: store.readOnlyReason } })
    const at = ctx.time.now()
    const fileName = newName(at)
    const growth = tellGrowth(ctx, files, call.task)
    try {
      await files.prepare()
      const report = await orCancelled(() => store.exportBackup(files.path(fileName)), call.task.signal, () => files.remove(fileName))
      const record: BackupRecord = {
        id: ctx.ports.ids.uuid(), fileName, size: report.bytes, files: report.files, sha256: report.sha256, at, by: signedIn(call).name,
      }
      await ctx.write(call, '导出备份文件', (tx) => tx.put(backups, record))
      await files.keepOnly(fileName)
      return await shown(record)
    } catch (error) {
      throw reported(error)
    } finally {
      growth.stop()
    }
  }

  async function require(backupId: string): Promise<{ record: BackupRecord; size: number }> {
    const record = await ctx.store.get(backups, backupId)
    if (record === undefined) throw new AppError('general.notFound')
    const size = await files.size(record.fileName)
    if (size === undefined) throw new AppError('backup.fileGone')
    return { record, size }
  }

  return {
    export: (call: CallContext): Promise<Portable> => queue.run(() => write(call)),

    async last(): Promise<Portable | null> {
      const { rows } = await ctx.store.query(backups, { sort: (a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0), limit: 1 })
      const record = rows[0] === undefined ? undefined : await ctx.store.get(backups, rows[0].id)
      return record === undefined ? null : shown(record)
    },

    async file(input: Input<'backup.file'>): Promise<Download> {
      const { record, size } = await require(input.backupId)
      return { stream: files.read(record.fileName), size, type: 'application/octet-stream', fileName: record.fileName }
    },

    async save(input: Input<'backup.save'>): Promise<Output<'backup.save'>> {
      const { record, size } = await require(input.backupId)
      return ctx.ports.fileDialogs.save({
        fileName: record.fileName, size, url: downloadUrl('backup.file', { backupId: record.id }), read: () => files.read(record.fileName),
      })
    },
  }
}
