/** The figures of PC-11 are taken on a picture reduced to this longest side, so that they mean the same at every size. */
const LONGEST_SIDE = 1000

export interface Figures {
  /** Mean luminance, 0 black to 255 white. */
  brightness: number
  /** Variance of the Laplacian of the reduced picture: low means blurred. */
  sharpness: number
}

/** Takes a picture's luminance row by row and keeps only its reduction by whole steps (box filter). */
export interface LuminanceSink {
  /** `row` holds one value 0–255 a pixel; rows come from the top. */
  row(row: Uint8Array | Float32Array): void
  figures(): Figures
}

export function createLuminanceSink(width: number, height: number): LuminanceSink {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / LONGEST_SIDE))
  const columns = Math.max(1, Math.floor(width / step))
  const lines = Math.max(1, Math.floor(height / step))
  const reduced = new Float32Array(columns * lines)
  let y = 0
  let total = 0
  return {
    row(row) {
      const line = Math.floor(y / step)
      y += 1
      let sum = 0
      for (let x = 0; x < width; x += 1) {
        const value = row[x] ?? 0
        sum += value
        const column = Math.floor(x / step)
        // Pixels beyond the last whole step are left out of the reduction.
        if (column < columns && line < lines) reduced[line * columns + column] = (reduced[line * columns + column] ?? 0) + value
      }
      total += sum
    },
    figures() {
      const area = Math.min(step, width) * Math.min(step, height)
      for (let index = 0; index < reduced.length; index += 1) reduced[index] = (reduced[index] ?? 0) / area
      return { brightness: rounded(total / (width * height)), sharpness: rounded(laplacianVariance(reduced, columns, lines)) }
    },
  }
}

const rounded = (value: number): number => Math.round(value * 10) / 10

function laplacianVariance(pixels: Float32Array, columns: number, lines: number): number {
  if (columns < 3 || lines < 3) return 0
  let sum = 0
  let squares = 0
  for (let y = 1; y < lines - 1; y += 1) {
    for (let x = 1; x < columns - 1; x += 1) {
      const at = y * columns + x
      const value = (pixels[at - 1] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at - columns] ?? 0) + (pixels[at + columns] ?? 0) - 4 * (pixels[at] ?? 0)
      sum += value
      squares += value * value
    }
  }
  const count = (columns - 2) * (lines - 2)
  return squares / count - (sum / count) ** 2
}
