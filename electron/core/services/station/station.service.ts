import QRCode from 'qrcode'
import { CARD_EXTENSION } from '#shared/bundle/station-card'
import type { Input, Output } from '#shared/contract/registry'
import { AppError, atField } from '#shared/errors/app-error'
import { chinaMinute } from '#shared/filing/china-time'
import { isChoosable, regionRef } from '#shared/filing/regions'
import type { RegionRef, StationRole } from '#shared/filing/types'
import { normaliseText } from '#shared/filing/normalise'
import type { CallContext, Download } from '../../call'
import { accounts, self, type SelfRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { makeStationCard, stationCardText } from '../../crypto/station-card'
import { createStationKeys, fingerprintOf } from '../../crypto/station-keys'
import { downloadUrl } from '../../download-url'
import type { FilingTimeKeeper } from '../../filing-time'
import type { SessionKeeper } from '../../sessions'
import type { ManagedStore } from '../../store/managed-store'
import type { Store } from '../../store/store'
import { recoveryOf, tryOpen, type Opened, type Recovery } from './opening'
import { importBackup, openAfterLock, openByCode, openGeneration, verifyRecoveryCode } from './recovery-codes'

export interface StationDeps {
  time: FilingTimeKeeper
  sessions: SessionKeeper
  /** Called when a store has been opened and belongs to a station: settings, rules with time. */
  opened(store: Store): Promise<void>
}

/** Before the first opening, and after closing, nothing is known. */
type Phase = { kind: 'closed' } | { kind: 'fresh' } | { kind: 'ready'; self: SelfRecord } | { kind: 'recovery'; recovery: Recovery }
type StationInfo = Output<'station.setUp'>['station']

const toInfo = (record: SelfRecord): StationInfo => ({
  stationId: record.stationId, name: record.name, role: record.role, region: record.region,
  fingerprint: fingerprintOf({ stationId: record.stationId, ...record.keys }),
})

/** The data folder's state, and its way from closed over fresh or recovery to ready. */
function createOpening(ctx: CoreContext, deps: StationDeps) {
  let phase: Phase = { kind: 'closed' }
  let managed: ManagedStore | undefined

  async function use(store: ManagedStore): Promise<void> {
    managed = store
    ctx.useStore(store)
    await deps.time.opened(store)
    const record = await store.get(self, 'self')
    // A store without a station: the first set-up was cut off before its end and starts again.
    phase = record === undefined ? { kind: 'fresh' } : { kind: 'ready', self: record }
    if (record !== undefined) await deps.opened(store)
  }

  /** A large store is not read whole on opening: the station's own records may turn out damaged only now. */
  async function useOrRecover(store: ManagedStore): Promise<void> {
    try {
      await use(store)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'store.damaged') throw error
      await close()
      // What was found damaged is looked at first when the folder is opened again, so that states to go back to are offered.
      const again = await tryOpen(ctx, false)
      if (again.kind === 'open') await again.store.close()
      const found = again.kind === 'open' || again.kind === 'fresh' ? { kind: 'damaged' as const, file: String(error.params['file']), generations: [] } : again
      phase = { kind: 'recovery', recovery: recoveryOf(ctx, found) }
    }
  }

  /** Takes what opening found, whichever way it was opened. */
  async function take(result: Opened): Promise<void> {
    if (result.kind === 'open') {
      for (const warning of result.warnings) ctx.ports.logger.write({ at: ctx.ports.clock.now(), level: 'warn', source: 'store', message: warning })
      return useOrRecover(result.store)
    }
    phase = result.kind === 'fresh' ? { kind: 'fresh' } : { kind: 'recovery', recovery: recoveryOf(ctx, result) }
  }

  async function close(): Promise<void> {
    deps.sessions.clear()
    const closing = managed
    managed = undefined
    ctx.useStore(undefined)
    await closing?.close()
    await deps.time.opened(undefined)
    phase = { kind: 'closed' }
  }

  return {
    get phase(): Phase {
      return phase
    },
    /** The open store with its upkeep. @throws AppError general.notReady */
    get managed(): ManagedStore {
      if (managed === undefined) throw new AppError('general.notReady')
      return managed
    },
    ready(record: SelfRecord): void {
      phase = { kind: 'ready', self: record }
    },
    take,
    open: async (): Promise<void> => take(await tryOpen(ctx, false)),
    close,
    /** The open store holds another state than before: everything that was read from it is read again. */
    reread: async (): Promise<void> => (managed === undefined ? undefined : use(managed)),
  }
}
type Opening = ReturnType<typeof createOpening>

/** First start (product.md): role, name and region, the station's keys, the recovery code. */
function createSetUp(ctx: CoreContext, opening: Opening, deps: StationDeps) {
  function checkedRegion(region: RegionRef): RegionRef {
    const { tree } = ctx.resources.regions
    const known = isChoosable(tree, region.code) ? regionRef(tree, region.code) : undefined
    if (known === undefined) throw new AppError('general.invalidInput', { fields: { region: '请选择省、市、区' } })
    return known
  }

  /** The store for a first set-up, with a recovery code nobody has seen yet. */
  async function freshStore(): Promise<string> {
    if (ctx.storeOpen) return opening.managed.renewRecoveryCode()
    const result = await tryOpen(ctx, true)
    await opening.take(result)
    if (result.kind === 'open') return result.recoveryCode ?? result.store.renewRecoveryCode()
    if (result.kind === 'fresh') throw new Error('the store was to be made and was not')
    throw new AppError('station.setUpFailed', { params: { reason: recoveryOf(ctx, result).message } })
  }

  return async function setUp(input: Input<'station.setUp'>, call: Pick<CallContext, 'session' | 'command'>): Promise<Output<'station.setUp'>> {
    if (opening.phase.kind !== 'fresh') throw new AppError(opening.phase.kind === 'ready' ? 'station.alreadySetUp' : 'general.notReady')
    const region = checkedRegion(input.region)
    const name = normaliseText(input.name)
    if (name.length < 2) throw new AppError('general.invalidInput', { fields: { name: '站点名称至少 2 个字' } })
    const recoveryCode = await freshStore()
    const record: SelfRecord = {
      id: 'self', stationId: ctx.ports.ids.uuid(), name, role: input.role, region, keys: await createStationKeys(), createdAt: ctx.time.now(),
    }
    await ctx.write(call, '首次设置', async (tx) => tx.put(self, record))
    opening.ready(record)
    await deps.opened(ctx.store)
    return { recoveryCode, station: toInfo(record) }
  }
}

/** What the recovery page offers (store.md §2 "Opening"). */
function createRecovery(ctx: CoreContext, opening: Opening, deps: StationDeps) {
  function offered(): Recovery {
    if (opening.phase.kind !== 'recovery') throw new AppError('station.notInRecovery')
    return opening.phase.recovery
  }

  /** The time of the recovery is the change that carries its entry in the log. */
  async function record(call: CallContext, what: string): Promise<void> {
    if (ctx.storeOpen && ctx.store.readOnlyReason === undefined) await ctx.write(call, what, (tx) => deps.time.remember(tx))
  }

  return {
    async recover(input: Input<'station.recover'>, call: CallContext): Promise<Record<string, never>> {
      if (!offered().askRecoveryCode) throw new AppError('station.notInRecovery')
      // The code opens it by this machine again: a forgotten passphrase is given up.
      await opening.take(await openByCode(ctx, input.recoveryCode))
      await record(call, '用恢复码恢复数据')
      return {}
    },

    /** Opens data that a start-up passphrase protects. @throws AppError store.passphraseWrong */
    async unlock(input: Input<'station.unlock'>): Promise<Record<string, never>> {
      if (!offered().askPassphrase) throw new AppError('station.notInRecovery')
      ctx.secrets.use(input.passphrase)
      const result = await tryOpen(ctx, false)
      if (result.kind === 'wrongKey') {
        ctx.secrets.use(undefined)
        throw atField(new AppError('store.passphraseWrong'), 'passphrase')
      }
      await opening.take(result)
      return {}
    },

    async restoreGeneration(input: Input<'station.restoreGeneration'>, call: CallContext): Promise<Record<string, never>> {
      const chosen = offered().generations.find((generation) => generation.id === input.generationId)
      if (chosen === undefined) throw new AppError('general.notFound')
      await opening.take(await openGeneration(ctx, Number(chosen.id)))
      await record(call, `恢复到 ${chinaMinute(chosen.at)} 的版本`)
      return {}
    },

    async breakLock(input: Input<'station.breakLock'>, call: CallContext): Promise<Record<string, never>> {
      if (offered().lockToken !== input.lockToken) throw new AppError('general.notFound')
      await opening.take(await openAfterLock(ctx, input.lockToken))
      await record(call, '接管另一台电脑占用的数据文件夹')
      return {}
    },

    /** Whether a portable backup may become this machine's store. @throws AppError backup.stationInUse, backup.notNow */
    requireImportable(): void {
      const { phase } = opening
      if (phase.kind === 'ready') throw new AppError('backup.stationInUse')
      if (phase.kind === 'recovery' && !phase.recovery.importBackup) throw new AppError('backup.notNow')
    },

    /** @param path of the backup file */
    async importBackup(path: string, input: Pick<Input<'backup.import'>, 'recoveryCode' | 'keepPresent'>, call: CallContext): Promise<void> {
      // A store that no station was set up in holds nothing yet; it is moved aside without asking.
      const keepPresent = input.keepPresent || opening.phase.kind === 'fresh'
      await opening.close()
      ctx.secrets.use(undefined)
      try {
        await importBackup(ctx, { path, recoveryCode: input.recoveryCode, keepPresent }, call.task)
      } finally {
        await opening.open()
      }
      await record(call, '从备份文件恢复数据')
    },
  }
}

/** 站点名片: what of this station others need to address and check its bundles. */
function createCards(ctx: CoreContext, current: () => SelfRecord) {
  function file(): { text: string; bytes: Uint8Array; fileName: string } {
    const record = current()
    const text = stationCardText(makeStationCard(record, record.keys))
    const safeName = record.name.replace(/[\p{Cc}\\/:*?"<>|\s]+/gu, '_')
    return { text, bytes: new TextEncoder().encode(text), fileName: `站点名片-${safeName}${CARD_EXTENSION}` }
  }
  async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  return {
    async card(): Promise<Output<'station.card'>> {
      const { text, fileName } = file()
      const record = current()
      // Compact: the QR code of the readable form would be a third denser.
      const qrSvg = await QRCode.toString(JSON.stringify(JSON.parse(text)), { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
      return { text, fileName, fingerprint: toInfo(record).fingerprint, keyId: record.keys.keyId, qrSvg }
    },
    async saveCard(): Promise<Output<'station.saveCard'>> {
      const { bytes, fileName } = file()
      return ctx.ports.fileDialogs.save({ fileName, url: downloadUrl('station.cardFile', {}), read: () => once(bytes), size: bytes.length })
    },
    async cardFile(): Promise<Download> {
      const { bytes, fileName } = file()
      return { stream: once(bytes), size: bytes.length, type: 'application/json', fileName }
    },
  }
}

/** This station: its data folder, its identity, its card. */
export function createStationService(ctx: CoreContext, deps: StationDeps) {
  const opening = createOpening(ctx, deps)

  /** @throws AppError general.notReady before the first set-up and in recovery */
  function current(): SelfRecord {
    if (opening.phase.kind !== 'ready') throw new AppError('general.notReady')
    return opening.phase.self
  }

  async function status(): Promise<Output<'station.status'>> {
    const { phase } = opening
    const accountCount = ctx.storeOpen ? (await ctx.store.query(accounts, { limit: 0 })).total : 0
    return {
      phase: phase.kind === 'closed' ? 'fresh' : phase.kind, shell: ctx.shell, version: ctx.version, hasAccounts: accountCount > 0,
      station: phase.kind === 'ready' ? toInfo(phase.self) : undefined,
      readOnlyReason: ctx.storeOpen ? ctx.store.readOnlyReason : undefined,
      clockWarning: ctx.time.warning(),
      recovery: phase.kind === 'recovery' ? phase.recovery : undefined,
    }
  }

  async function reopen(): Promise<Record<string, never>> {
    const readOnly = opening.phase.kind === 'ready' && ctx.store.readOnlyReason !== undefined
    if (readOnly) {
      // The disk may have been mended: only opening anew can tell.
      deps.sessions.endEveryone('signedOut')
      await opening.close()
    }
    if (readOnly || opening.phase.kind === 'recovery') await opening.open()
    return {}
  }

  return {
    open: opening.open,
    close: opening.close,
    role: (): StationRole | undefined => (opening.phase.kind === 'ready' ? opening.phase.self.role : undefined),
    current,
    info: (): StationInfo => toInfo(current()),
    status,
    reopen,
    setUp: createSetUp(ctx, opening, deps),
    verifyRecoveryCode: (code: string): Promise<boolean> => verifyRecoveryCode(ctx, code),
    /** The open store with its upkeep: backups, size, recovery code. @throws AppError general.notReady */
    managedStore: (): ManagedStore => opening.managed,
    reread: opening.reread,
    ...createRecovery(ctx, opening, deps),
    ...createCards(ctx, current),
  }
}

export type StationService = ReturnType<typeof createStationService>
