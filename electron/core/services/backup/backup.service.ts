import type { Input, Output } from '#shared/contract/registry'
import { AppError, atField } from '#shared/errors/app-error'
import { chinaMinute } from '#shared/filing/china-time'
import type { BundleFolder } from '../../bundle-folder'
import type { CallContext } from '../../call'
import { audit } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { Generation, ManagedStore } from '../../store/managed-store'
import { reported } from '../../store/write-failure'
import { collectCarried, putCarried } from './carried'
import { describe, isRestorable, presentCounts } from './generations'
import { createPortable, type PortableDeps } from './portable'

export interface BackupDeps extends PortableDeps {
  folder: Pick<BundleFolder, 'receive' | 'requireIncoming' | 'remove' | 'incoming' | 'sweep'>
  station: PortableDeps['station'] & {
    reread(): Promise<void>
    requireImportable(): void
    importBackup(path: string, input: Pick<Input<'backup.import'>, 'recoveryCode' | 'keepPresent'>, call: CallContext): Promise<void>
  }
  /** Work of the program itself over the store; ends before the store goes back to another state. */
  pause(): Promise<void>
}

/** Automatic backups: the kept states of the store. */
function automatic(ctx: CoreContext, deps: BackupDeps) {
  async function restorable(store: ManagedStore): Promise<Generation[]> {
    return (await store.generations()).filter(isRestorable)
  }

  async function goBack(store: ManagedStore, chosen: Generation, call: CallContext): Promise<void> {
    const carried = await collectCarried(ctx.store, chosen.counts[audit.name] ?? 0)
    await store.restoreGeneration(chosen.id)
    try {
      await ctx.write(call, `恢复到 ${chinaMinute(chosen.at)} 的自动备份`, (tx) => putCarried(tx, carried))
    } finally {
      // Whatever anybody has open is no longer what the store holds.
      ctx.sessions.endEveryone('restored')
    }
  }

  return {
    restorable,

    async restore(input: Input<'backup.restore'>, call: CallContext): Promise<Record<string, never>> {
      const store = deps.station.managedStore()
      const chosen = (await restorable(store)).find(({ id }) => String(id) === input.generationId)
      if (chosen === undefined) throw new AppError('general.notFound')
      await deps.pause()
      try {
        await goBack(store, chosen, call)
      } finally {
        await deps.station.reread()
      }
      return {}
    },
  }
}

/** Taking in a portable backup on a machine that has no station of its own, or whose data cannot be opened. */
function takingIn(ctx: CoreContext, { folder, station }: BackupDeps) {
  return {
    async upload(source: AsyncIterable<Uint8Array>): Promise<Output<'backup.upload'>> {
      station.requireImportable()
      await folder.sweep(ctx.ports.clock.now())
      const incomingId = ctx.ports.ids.uuid()
      try {
        return { incomingId, size: await folder.receive(incomingId, source, Number.MAX_SAFE_INTEGER) }
      } catch (error) {
        throw reported(error)
      }
    },

    async import(input: Input<'backup.import'>, call: CallContext): Promise<Record<string, never>> {
      station.requireImportable()
      const path = await folder.requireIncoming(input.incomingId).catch((cause: unknown) => {
        throw new AppError('backup.uploadGone', { cause })
      })
      await station.importBackup(path, input, call)
      await folder.remove(path)
      return {}
    },
  }
}

/** 启动口令: only the wrapping of the data key changes, the data stay as they are (store.md §2, Encryption). */
function passphrases(ctx: CoreContext, { station }: BackupDeps) {
  function requireCurrent(current: string | undefined): void {
    if (ctx.secrets.inUse && !ctx.secrets.matches(current ?? '')) throw atField(new AppError('store.passphraseWrong'), 'current')
  }
  async function change(passphrase: string | undefined, what: string, call: CallContext): Promise<Record<string, never>> {
    await station.managedStore().rewrap(ctx.secrets.with(passphrase))
    ctx.secrets.use(passphrase)
    await ctx.note(call, what)
    return {}
  }
  return {
    async setPassphrase(input: Input<'backup.setPassphrase'>, call: CallContext): Promise<Record<string, never>> {
      requireCurrent(input.current)
      return change(input.passphrase, ctx.secrets.inUse ? '更换启动口令' : '设置启动口令', call)
    },
    async clearPassphrase(input: Input<'backup.clearPassphrase'>, call: CallContext): Promise<Record<string, never>> {
      requireCurrent(input.current)
      return change(undefined, '取消启动口令', call)
    },
  }
}

/** 数据与备份 (store.md §2, "Backup and restore"). */
export function createBackupService(ctx: CoreContext, deps: BackupDeps) {
  const states = automatic(ctx, deps)
  const portable = createPortable(ctx, deps)

  return {
    ...takingIn(ctx, deps),
    ...passphrases(ctx, deps),
    restore: states.restore,
    export: portable.export,
    save: portable.save,
    file: portable.file,

    async overview(): Promise<Output<'backup.overview'>> {
      const store = deps.station.managedStore()
      const now = await presentCounts(ctx.store)
      return {
        dataDir: ctx.dataDir, ...(await deps.files.dataFolder()), protection: store.protection, passphraseSet: ctx.secrets.inUse, lastBackup: await portable.last(),
        generations: (await states.restorable(store)).map((generation) => describe(generation, now)),
      }
    },

    openFolder: async (): Promise<Output<'backup.openFolder'>> => ({ opened: await ctx.ports.shell.openFolder(ctx.dataDir) }),

    async renewRecoveryCode(call: CallContext): Promise<Output<'backup.renewRecoveryCode'>> {
      const recoveryCode = await deps.station.managedStore().renewRecoveryCode()
      await ctx.note(call, '更换恢复码')
      return { recoveryCode }
    },
  }
}
export type BackupService = ReturnType<typeof createBackupService>
