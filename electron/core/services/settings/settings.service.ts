import type { Input, Output } from '#shared/contract/registry'
import type { CallContext } from '../../call'
import { settings } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { DEFAULT_SETTINGS } from '../../filing-time'
import type { Reader } from '../../store/store'

export type StationSettings = Output<'settings.get'>

/** The station's settings; `current()` answers without the store, for the idle limit. */
export function createSettingsService(ctx: CoreContext) {
  let known: StationSettings = { ...DEFAULT_SETTINGS }

  async function load(store: Reader): Promise<StationSettings> {
    const record = await store.get(settings, 'settings')
    known = record === undefined
      ? { ...DEFAULT_SETTINGS }
      : { idleMinutes: record.idleMinutes, noticeCountdownSeconds: record.noticeCountdownSeconds }
    return known
  }

  return {
    current: (): StationSettings => known,
    /** Called when a store has been opened. */
    load,
    get: (): Promise<StationSettings> => load(ctx.store),
    async update(input: Input<'settings.update'>, call: CallContext): Promise<StationSettings> {
      await ctx.write(call, '修改本机设置', async (tx) => {
        const before = await tx.get(settings, 'settings')
        await tx.put(settings, { id: 'settings', latestTime: before?.latestTime ?? ctx.time.now(), ...input })
      })
      known = { ...input }
      return known
    },
  }
}

export type SettingsService = ReturnType<typeof createSettingsService>
