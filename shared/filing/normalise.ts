/**
 * Folding of what people type and paste before it is checked (domain.md §3: "trimmed, full-width digits and letters
 * folded to half-width"). Pure; an already folded text comes back unchanged.
 */

const FULL_WIDTH_OFFSET = 0xfee0
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]/g

const toHalf = (character: string): string => String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET)

/** ０-９ Ａ-Ｚ ａ-ｚ → 0-9 A-Z a-z; everything else, such as full-width brackets, stays. */
export function foldDigitsAndLetters(text: string): string {
  return text.replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, toHalf)
}

/** What every text field of a form goes through: outer spaces and invisible characters off, digits and letters folded. */
export function normaliseText(text: string): string {
  return foldDigitsAndLetters(text.replace(INVISIBLE, '')).trim()
}

/**
 * For numbers, codes, addresses of the network and the like, which hold no Chinese punctuation: all full-width ASCII
 * folded, ideographic full stops and long dashes too, all spaces taken out.
 */
export function normaliseCode(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(/[\uff01-\uff5e]/g, toHalf)
    .replace(/[\u3002\uff61]/g, '.')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, '')
}
