/** China keeps one time, UTC+8, without summer time (milliseconds); all dates and times are shown in it. */
const CHINA_OFFSET = 8 * 3_600_000

const inChina = (at: number | string): string => new Date(new Date(at).getTime() + CHINA_OFFSET).toISOString()

/** YYYY-MM-DD in China of an instant (ISO 8601 or milliseconds). */
export const chinaDate = (at: number | string): string => inChina(at).slice(0, 10)
/** YYYY-MM-DD HH:mm in China of an instant. */
export const chinaMinute = (at: number | string): string => inChina(at).slice(0, 16).replace('T', ' ')
/** HH:mm:ss in China of an instant; for 「已保存 18:30:05」. */
export const chinaClock = (at: number | string): string => inChina(at).slice(11, 19)
