import { chinaClock, chinaDate, chinaMinute } from '#shared/filing/china-time'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

type Instant = string | null | undefined
const shown = (instant: Instant, as: (at: string) => string): string => (instant && !Number.isNaN(Date.parse(instant)) ? as(instant) : '')

/** 2026-11-21; nothing for what is not there yet. */
export const dateText = (instant: Instant): string => shown(instant, chinaDate)
/** 2026-11-21 18:30 */
export const dateTimeText = (instant: Instant): string => shown(instant, chinaMinute)
/** 18:30:05 */
export const timeText = (instant: Instant): string => shown(instant, chinaClock)

/** 5 分钟前 within the last hour, else date and time (ui.md, "Words"). */
export function recentText(instant: string, now: Date): string {
  const age = now.getTime() - Date.parse(instant)
  if (age < 0 || age >= HOUR) return dateTimeText(instant)
  return age < MINUTE ? '刚刚' : `${Math.floor(age / MINUTE)} 分钟前`
}
