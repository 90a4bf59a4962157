/** Masking for lists and read-only views (ui.md): enough to recognise, not enough to use. */

const stars = (count: number): string => '*'.repeat(Math.max(count, 0))

/** 110105********002X; shorter numbers keep a quarter at each end. */
export function maskIdNumber(number: string): string {
  const letters = [...number]
  if (letters.length >= 15) return `${letters.slice(0, 6).join('')}${stars(letters.length - 10)}${letters.slice(-4).join('')}`
  const kept = Math.floor(letters.length / 4)
  return `${letters.slice(0, kept).join('')}${stars(letters.length - 2 * kept)}${kept > 0 ? letters.slice(-kept).join('') : ''}`
}

/** 181****1234; landlines keep the area code and the last two digits. */
export function maskPhone(number: string): string {
  if (/^\d{11}$/.test(number)) return `${number.slice(0, 3)}****${number.slice(-4)}`
  const landline = /^(0\d{2,3}-)(\d+)(\d{2})((?:-\d+)?)$/.exec(number)
  if (landline) return `${landline[1]}${stars(landline[2]?.length ?? 0)}${landline[3]}${landline[4] ? '-***' : ''}`
  return stars(number.length - 2) + number.slice(-2)
}

/** First and last part of a mobile, between which the person types the middle four digits (domain.md §3.9). */
export const phoneEnds = (mobile: string): { start: string; end: string } => ({ start: mobile.slice(0, 3), end: mobile.slice(-4) })

/** a***@example.cn. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? stars(address.length) : `${address.slice(0, 1)}***${address.slice(at)}`
}

/** Individuals in the register: 张**; the family name alone stays. */
export function maskPersonName(name: string): string {
  const letters = [...name]
  return letters.length <= 1 ? stars(letters.length) : `${letters[0]}${stars(letters.length - 1)}`
}

export const MASKS = { idNumber: maskIdNumber, phone: maskPhone, email: maskEmail } as const
