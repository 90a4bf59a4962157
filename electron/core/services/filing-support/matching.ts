import { foldDigitsAndLetters } from '#shared/filing/normalise'

const folded = (text: string): string => foldDigitsAndLetters(text).trim().toLowerCase()

/** Whether any of the texts holds what was searched for; nothing searched for matches all. */
export function matches(search: string | undefined, texts: readonly (string | undefined)[]): boolean {
  const wanted = folded(search ?? '')
  return wanted === '' || texts.some((text) => text !== undefined && folded(text).includes(wanted))
}
