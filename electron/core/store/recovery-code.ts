import { randomBytes } from 'node:crypto'

/**
 * The recovery code printed at first start (store.md §2): 8 groups of 4 characters of Crockford's base32 (no I, L, O, U),
 * 31 random characters (155 bits) and a Luhn mod 32 check character, so that a slip of the pen is told apart from the
 * code of another folder.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 32
const GROUP = 4

function checkValue(values: readonly number[]): number {
  const size = ALPHABET.length
  const sum = [...values].reverse().reduce((total, value, place) => {
    const weighted = place % 2 === 0 ? value * 2 : value
    return total + Math.floor(weighted / size) + (weighted % size)
  }, 0)
  return (size - (sum % size)) % size
}

export function createRecoveryCode(): string {
  // 256 is a multiple of 32, so every character is equally likely.
  const values = Array.from(randomBytes(LENGTH - 1), (byte) => byte % ALPHABET.length)
  const text = [...values, checkValue(values)].map((value) => ALPHABET.charAt(value)).join('')
  return (text.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-')
}

/**
 * What a person typed, brought to 32 characters: spaces and hyphens left out, small letters raised, O read as 0, I and L
 * as 1. Undefined when the length, a character or the check character is wrong.
 */
export function readRecoveryCode(typed: string): string | undefined {
  const text = typed.normalize('NFKC').toUpperCase().replace(/[\s\-–—_]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  const values = Array.from(text, (character) => ALPHABET.indexOf(character))
  if (values.length !== LENGTH || values.includes(-1)) return undefined
  return checkValue(values.slice(0, -1)) === values.at(-1) ? text : undefined
}
