/** Punycode (RFC 3492) on single labels, without the `URL` and `punycode` of any host. */
const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const INITIAL_BIAS = 72
const INITIAL_N = 128
const MAX_INT = 0x7fffffff

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : delta >> 1
  rest += Math.floor(rest / points)
  let k = 0
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN))
  return Math.floor(k + ((BASE - T_MIN + 1) * rest) / (rest + SKEW))
}

const threshold = (k: number, bias: number): number => Math.min(Math.max(k - bias, T_MIN), T_MAX)
const digitToCharacter = (digit: number): string => String.fromCharCode(digit < 26 ? digit + 97 : digit + 22)

function characterToDigit(character: string): number {
  if (/[0-9]/.test(character)) return character.charCodeAt(0) - 22
  if (/[a-z]/i.test(character)) return character.toLowerCase().charCodeAt(0) - 97
  return BASE
}

function encodeDelta(delta: number, bias: number): string {
  let output = ''
  let q = delta
  for (let k = BASE; ; k += BASE) {
    const t = threshold(k, bias)
    if (q < t) return output + digitToCharacter(q)
    output += digitToCharacter(t + ((q - t) % (BASE - t)))
    q = Math.floor((q - t) / (BASE - t))
  }
}

/** A Unicode label as Punycode without `xn--`. */
export function punycodeEncode(label: string): string {
  const points = [...label].map((character) => character.codePointAt(0) ?? 0)
  const basic = points.filter((point) => point < INITIAL_N)
  let output = String.fromCodePoint(...basic) + (basic.length > 0 ? '-' : '')
  let [n, delta, bias, handled] = [INITIAL_N, 0, INITIAL_BIAS, basic.length]
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= n))
    delta += (next - n) * (handled + 1)
    n = next
    for (const point of points) {
      if (point < n) delta += 1
      if (point !== n) continue
      output += encodeDelta(delta, bias)
      bias = adapt(delta, handled + 1, handled === basic.length)
      delta = 0
      handled += 1
    }
    delta += 1
    n += 1
  }
  return output
}

/** The label that a Punycode text (without `xn--`) stands for; undefined when it stands for none. */
export function punycodeDecode(text: string): string | undefined {
  const split = text.lastIndexOf('-')
  const points = split > 0 ? [...text.slice(0, split)].map((character) => character.charCodeAt(0)) : []
  if (points.some((point) => point >= INITIAL_N)) return undefined
  let [n, i, bias, index] = [INITIAL_N, 0, INITIAL_BIAS, split > 0 ? split + 1 : 0]
  while (index < text.length) {
    const start = i
    for (let k = BASE, weight = 1; ; k += BASE) {
      const digit = characterToDigit(text.charAt(index))
      index += 1
      if (digit >= BASE) return undefined
      i += digit * weight
      const t = threshold(k, bias)
      if (digit < t) break
      weight *= BASE - t
      if (i > MAX_INT || weight > MAX_INT) return undefined
    }
    bias = adapt(i - start, points.length + 1, start === 0)
    n += Math.floor(i / (points.length + 1))
    i %= points.length + 1
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined
    points.splice(i, 0, n)
    i += 1
  }
  return String.fromCodePoint(...points)
}
