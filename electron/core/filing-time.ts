import { chinaDate, chinaMinute } from '#shared/filing/china-time'
import { settings, type SettingsRecord } from './collections/station.collections'
import type { FilingTime } from './context'
import type { Clock } from './ports'
import type { Reader, Transaction } from './store/store'

/** A machine clock further behind than this is told to the person (domain.md §5; milliseconds). */
export const CLOCK_TOLERANCE = 5 * 60_000
export { chinaDate, chinaMinute }

/** What a store holds before anyone has changed the settings. */
export const DEFAULT_SETTINGS = { idleMinutes: 15, noticeCountdownSeconds: 30 } as const

export interface FilingTimeKeeper extends FilingTime {
  /** Takes over the latest time a store remembers; undefined when it closes. */
  opened(store: Reader | undefined): Promise<void>
  /** Puts the present time into the transaction under way, so that every write leaves its time behind. */
  remember(tx: Transaction): Promise<void>
}

/** Time for rules: the machine's clock, but never behind the latest time the open store has seen (domain.md §5). */
export function createFilingTime(clock: Clock): FilingTimeKeeper {
  let latest = -Infinity
  const instant = (): number => Math.max(clock.now(), latest)
  return {
    now: () => new Date(instant()).toISOString(),
    today: () => chinaDate(instant()),
    warning() {
      if (latest - clock.now() <= CLOCK_TOLERANCE) return undefined
      return `系统时间早于上次使用时间（${chinaMinute(latest)}），各项时限按上次使用时间计算，请校准本机时间`
    },
    async opened(store) {
      const record = await store?.get(settings, 'settings')
      latest = record === undefined ? -Infinity : Date.parse(record.latestTime)
    },
    async remember(tx) {
      const record: SettingsRecord = (await tx.get(settings, 'settings')) ?? { id: 'settings', ...DEFAULT_SETTINGS, latestTime: '' }
      latest = instant()
      await tx.put(settings, { ...record, latestTime: new Date(latest).toISOString() })
    },
  }
}
