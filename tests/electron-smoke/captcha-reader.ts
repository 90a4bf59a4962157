import svgCaptcha from 'svg-captcha'

/**
 * Reads a captcha as a person would, from its picture: the desktop is tried as it is shipped, so no port tells the text.
 * Each character is an outline of the library's one font, trembling by less than half a pixel.
 */
const CHARACTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const TREMBLE = 0.5

type Draw = (text: string, options: { width: number; height: number; noise: number }) => string
/** The library's main function (its README, `svgCaptcha(text, options)`); its types leave it out. */
const draw = svgCaptcha as unknown as Draw

interface Outline {
  /** Kinds of its strokes in order. */
  strokes: string
  /** Coordinates from its first point on, x and y by turns. */
  points: number[]
  left: number
}

function outlines(svg: string): Outline[] {
  const paths = [...svg.matchAll(/<path fill="[^"n][^"]*" d="([^"]+)"/g)].map((match) => match[1] ?? '')
  return paths.map((path) => {
    const numbers = [...path.matchAll(/-?\d+(?:\.\d+)?/g)].map((match) => Number(match[0]))
    const [x = 0, y = 0] = numbers
    const points = numbers.map((value, index) => value - (index % 2 === 0 ? x : y))
    return { strokes: path.replace(/[^A-Z]/g, ''), points, left: Math.min(...numbers.filter((_, index) => index % 2 === 0)) }
  }).sort((one, other) => one.left - other.left)
}

const known = [...CHARACTERS].map((character) => ({ character, outline: outlines(draw(character, { width: 120, height: 40, noise: 0 }))[0] }))

function characterOf(seen: Outline): string {
  const found = known.find(({ outline }) =>
    outline?.strokes === seen.strokes && outline.points.every((value, index) => Math.abs(value - (seen.points[index] ?? Infinity)) < TREMBLE))
  if (found === undefined) throw new Error('a character of the captcha is not of the font')
  return found.character
}

/** @param source the picture's address, as the page shows it (data:image/svg+xml). */
export function readCaptcha(source: string): string {
  return outlines(decodeURIComponent(source)).map(characterOf).join('')
}
