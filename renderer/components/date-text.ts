/** China keeps one time zone, UTC+8; all times are shown in it. Milliseconds. */
const CHINA_OFFSET = 8 * 60 * 60 * 1000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const shifted = (instant: string): string | undefined => {
  const time = Date.parse(instant)
  return Number.isNaN(time) ? undefined : new Date(time + CHINA_OFFSET).toISOString()
}

/** 2026-11-21 */
export const dateText = (instant: string | null | undefined): string => (instant ? (shifted(instant)?.slice(0, 10) ?? '') : '')
/** 2026-11-21 18:30 */
export const dateTimeText = (instant: string | null | undefined): string => (instant ? (shifted(instant)?.slice(0, 16).replace('T', ' ') ?? '') : '')
/** 18:30:05 */
export const timeText = (instant: string | null | undefined): string => (instant ? (shifted(instant)?.slice(11, 19) ?? '') : '')

/** 5 分钟前 within the last hour, else date and time (ui.md, "Words"). */
export function recentText(instant: string, now: Date): string {
  const age = now.getTime() - Date.parse(instant)
  if (age < 0 || age >= HOUR) return dateTimeText(instant)
  return age < MINUTE ? '刚刚' : `${Math.floor(age / MINUTE)} 分钟前`
}
