/** What the rule looks at; the present manifest is always among those it is given. */
export interface RetentionItem {
  generation: number
  at: number
  schema: number
  kept?: string
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** store.md §2: last 20, hourly, daily. */
export const RETENTION = {
  last: 20,
  /** One an hour for this long. */
  hourlyFor: 2 * DAY,
  /** One a day for this long. */
  dailyFor: 60 * DAY,
  /** Those kept on purpose (before a restore or a migration). */
  keptFor: 180 * DAY,
} as const

/**
 * Which generations stay, as a pure function: the newest 20; the newest of each hour for two days and of each day for
 * sixty; those kept on purpose, and the last before a migration, for half a year. A clock set back makes nothing old.
 */
export function retained(items: readonly RetentionItem[], now: number): Set<number> {
  const newestFirst = [...items].sort((a, b) => b.generation - a.generation)
  const keep = new Set(newestFirst.slice(0, RETENTION.last).map((item) => item.generation))
  const spans = new Set<string>()
  const onceIn = (item: RetentionItem, span: number, until: number, name: string): void => {
    const key = `${name}${Math.floor(item.at / span)}`
    if (now - item.at > until || spans.has(key)) return
    spans.add(key)
    keep.add(item.generation)
  }
  newestFirst.forEach((item, place) => {
    onceIn(item, HOUR, RETENTION.hourlyFor, 'hour')
    onceIn(item, DAY, RETENTION.dailyFor, 'day')
    const later = newestFirst[place - 1]
    const onPurpose = item.kept !== undefined || (later !== undefined && later.schema !== item.schema)
    if (onPurpose && now - item.at <= RETENTION.keptFor) keep.add(item.generation)
  })
  return keep
}
