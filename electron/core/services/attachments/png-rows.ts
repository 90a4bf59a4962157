import { createLuminanceSink, type Figures } from './luminance'
import type { PngHeader } from './png'

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
/** Adam7: first column, first row, column step, row step of each pass. */
const PASSES = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const

const luminance = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const byLeft = Math.abs(estimate - left)
  const byUp = Math.abs(estimate - up)
  const byCorner = Math.abs(estimate - corner)
  return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner
}

/** Undoes a row's filter in place. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  for (let at = 0; at < row.length && filter !== 0; at += 1) {
    const left = at >= step ? (row[at - step] ?? 0) : 0
    const up = above[at] ?? 0
    const corner = at >= step ? (above[at - step] ?? 0) : 0
    const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner)
    row[at] = (row[at] ?? 0) + guess
  }
}

/** One value 0–255 a pixel from an unfiltered row. */
function toLuminance(header: PngHeader, palette: Uint8Array | undefined, row: Uint8Array, out: Float32Array): void {
  const { width, bitDepth, colorType } = header
  const channels = CHANNELS[colorType] ?? 1
  const bytes = bitDepth === 16 ? 2 : 1
  for (let x = 0; x < width; x += 1) {
    if (channels === 1) {
      const bit = x * bitDepth
      const value = bitDepth >= 8 ? (row[x * bytes] ?? 0) : ((row[bit >> 3] ?? 0) >> (8 - bitDepth - (bit & 7))) & ((1 << bitDepth) - 1)
      out[x] = colorType === 3
        ? luminance(palette?.[value * 3] ?? 0, palette?.[value * 3 + 1] ?? 0, palette?.[value * 3 + 2] ?? 0)
        : bitDepth >= 8 ? value : (value * 255) / ((1 << bitDepth) - 1)
    } else {
      const at = x * channels * bytes
      out[x] = channels === 2 ? (row[at] ?? 0) : luminance(row[at] ?? 0, row[at + bytes] ?? 0, row[at + 2 * bytes] ?? 0)
    }
  }
}

/** Lengths of the rows a PNG's data must hold, in order; interlaced ones in their seven passes. */
function rowLengths(header: PngHeader): { bytes: number; rows: number }[] {
  const bits = (CHANNELS[header.colorType] ?? 1) * header.bitDepth
  const pass = (width: number, rows: number): { bytes: number; rows: number } => ({ bytes: Math.ceil((width * bits) / 8), rows: width > 0 ? rows : 0 })
  if (!header.interlaced) return [pass(header.width, header.height)]
  return PASSES.map(([x, y, dx, dy]) => pass(Math.max(0, Math.ceil((header.width - x) / dx)), Math.max(0, Math.ceil((header.height - y) / dy))))
}

export interface PngRows {
  push(chunk: Uint8Array): void
  /** More data than the picture has pixels, or a row that cannot be read. */
  readonly overflow: boolean
  readonly complete: boolean
  /** Empty when none were asked for. */
  figures(): Partial<Figures>
}

/**
 * Takes the inflated data in pieces, checks every row and keeps only the reduction that PC-11 needs.
 * @param figures not for interlaced pictures, whose rows come in no order a reduction could use
 */
export function createPngRows(header: PngHeader, palette: Uint8Array | undefined, figures: boolean): PngRows {
  const passes = rowLengths(header).filter((pass) => pass.rows > 0)
  const sink = createLuminanceSink(header.width, header.height)
  const line = new Float32Array(header.width)
  const step = Math.max(1, ((CHANNELS[header.colorType] ?? 1) * header.bitDepth) >> 3)
  let pass = passes.shift()
  let row = new Uint8Array(pass?.bytes ?? 0)
  let above = new Uint8Array(pass?.bytes ?? 0)
  let left = pass?.rows ?? 0
  /** −1: the row's filter byte comes next. */
  let filled = -1
  let filter = 0
  let overflow = false

  function finishRow(): void {
    if (filter > 4) overflow = true
    if (figures) {
      unfilter(filter, row, above, step)
      toLuminance(header, palette, row, line)
      sink.row(line)
    }
    ;[row, above] = [above, row]
    filled = -1
    left -= 1
    if (left > 0) return
    pass = passes.shift()
    row = new Uint8Array(pass?.bytes ?? 0)
    above = new Uint8Array(pass?.bytes ?? 0)
    left = pass?.rows ?? 0
  }

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length && !overflow; ) {
        if (pass === undefined) overflow = true
        else if (filled < 0) {
          filter = chunk[at] ?? 0
          at += 1
          filled = 0
        } else {
          const taken = Math.min(row.length - filled, chunk.length - at)
          row.set(chunk.subarray(at, at + taken), filled)
          filled += taken
          at += taken
        }
        if (filled >= 0 && filled === row.length) finishRow()
      }
    },
    get overflow() {
      return overflow
    },
    get complete() {
      return pass === undefined && !overflow
    },
    figures: () => (figures ? sink.figures() : {}),
  }
}
