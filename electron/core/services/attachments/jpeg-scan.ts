import { AppError } from '#shared/errors/app-error'
import type { Slice } from '../../store/yielding'
import type { BitReader, HuffmanTable } from './jpeg-bits'

/** Order of the coefficients of a block (T.81 figure A.6). */
export const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15,
  23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
])

export interface Component {
  id: number
  /** Sampling factors. */
  across: number
  down: number
  quantization: number
  /** Blocks the picture covers, and blocks a line kept (whole MCUs). */
  columns: number
  lines: number
  stride: number
  coefficients: Int16Array
}

/** One component in one scan. */
export interface ScanComponent {
  component: Component
  dc: HuffmanTable | undefined
  ac: HuffmanTable | undefined
  predictor: number
}

export interface Scan {
  parts: ScanComponent[]
  progressive: boolean
  spectralStart: number
  spectralEnd: number
  /** Successive approximation, high and low. */
  high: number
  low: number
  restartInterval: number
  mcusAcross: number
  mcusDown: number
}

type DecodeBlock = (part: ScanComponent, at: number) => void

function sequential(bits: BitReader): DecodeBlock {
  return (part, at) => {
    const { coefficients } = part.component
    part.predictor += bits.signed(bits.symbol(part.dc))
    coefficients[at] = part.predictor
    for (let k = 1; k < 64; k += 1) {
      const symbol = bits.symbol(part.ac)
      const size = symbol & 15
      if (size === 0 && symbol !== 0xf0) return
      k += symbol >> 4
      if (k > 63) throw new AppError('attachment.damaged')
      if (size > 0) coefficients[at + (ZIGZAG[k] ?? 0)] = bits.signed(size)
    }
  }
}

function dcProgressive(bits: BitReader, { high, low }: Scan): DecodeBlock {
  return (part, at) => {
    const { coefficients } = part.component
    if (high > 0) {
      coefficients[at] = (coefficients[at] ?? 0) | (bits.bit() << low)
    } else {
      part.predictor += bits.signed(bits.symbol(part.dc))
      coefficients[at] = part.predictor * (1 << low)
    }
  }
}

/** First pass over a band of AC coefficients (T.81 G.1.2.2); `run` counts blocks with nothing more in them. */
function acFirst(bits: BitReader, scan: Scan, state: { run: number }): DecodeBlock {
  return (part, at) => {
    if (state.run > 0) {
      state.run -= 1
      return
    }
    for (let k = scan.spectralStart; k <= scan.spectralEnd; k += 1) {
      const symbol = bits.symbol(part.ac)
      const [zeros, size] = [symbol >> 4, symbol & 15]
      if (size === 0 && zeros < 15) {
        state.run = (1 << zeros) + bits.receive(zeros) - 1
        return
      }
      k += zeros
      if (k > scan.spectralEnd) throw new AppError('attachment.damaged')
      if (size > 0) part.component.coefficients[at + (ZIGZAG[k] ?? 0)] = bits.signed(size) * (1 << scan.low)
    }
  }
}

/** Adds one bit of precision to coefficients that are not zero, and new ones of that size (T.81 G.1.2.3). */
function acRefine(bits: BitReader, scan: Scan, state: { run: number }): DecodeBlock {
  const step = 1 << scan.low
  function refine(coefficients: Int16Array, place: number): void {
    const value = coefficients[place] ?? 0
    if (bits.bit() === 1 && (Math.abs(value) & step) === 0) coefficients[place] = value + (value > 0 ? step : -step)
  }
  return (part, at) => {
    const { coefficients } = part.component
    let k = scan.spectralStart
    while (state.run === 0 && k <= scan.spectralEnd) {
      const symbol = bits.symbol(part.ac)
      let zeros = symbol >> 4
      let fresh = 0
      if ((symbol & 15) !== 0) fresh = bits.bit() === 1 ? step : -step
      else if (zeros < 15) {
        state.run = (1 << zeros) + bits.receive(zeros)
        break
      }
      for (; k <= scan.spectralEnd; k += 1) {
        const place = at + (ZIGZAG[k] ?? 0)
        if (coefficients[place] !== 0) refine(coefficients, place)
        else if (zeros === 0) {
          coefficients[place] = fresh
          break
        } else zeros -= 1
      }
      if (k > scan.spectralEnd && fresh !== 0) throw new AppError('attachment.damaged')
      k += 1
    }
    if (state.run === 0) return
    for (; k <= scan.spectralEnd; k += 1) if (coefficients[at + (ZIGZAG[k] ?? 0)] !== 0) refine(coefficients, at + (ZIGZAG[k] ?? 0))
    state.run -= 1
  }
}

function decoderOf(bits: BitReader, scan: Scan, state: { run: number }): DecodeBlock {
  if (!scan.progressive) return sequential(bits)
  if (scan.spectralStart === 0) return dcProgressive(bits, scan)
  return scan.high === 0 ? acFirst(bits, scan, state) : acRefine(bits, scan, state)
}

/** Offsets of the blocks of one unit: a block when one component stands alone, else an MCU. */
function decodeUnit(scan: Scan, decode: DecodeBlock, row: number, column: number): void {
  const [alone, ...others] = scan.parts
  if (alone !== undefined && others.length === 0) {
    decode(alone, (row * alone.component.stride + column) * 64)
    return
  }
  for (const part of scan.parts) {
    const { across, down, stride } = part.component
    for (let y = 0; y < down; y += 1) {
      for (let x = 0; x < across; x += 1) decode(part, ((row * down + y) * stride + column * across + x) * 64)
    }
  }
}

/** Decodes one scan into its components' coefficients. @throws AppError attachment.damaged */
export async function decodeScan(scan: Scan, bits: BitReader, slice: Slice): Promise<void> {
  const alone = scan.parts.length === 1 ? scan.parts[0]?.component : undefined
  const [rows, columns] = alone === undefined ? [scan.mcusDown, scan.mcusAcross] : [alone.lines, alone.columns]
  const state = { run: 0 }
  const decode = decoderOf(bits, scan, state)
  let untilRestart = scan.restartInterval
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (scan.restartInterval > 0 && untilRestart === 0) {
        bits.restart()
        state.run = 0
        for (const part of scan.parts) part.predictor = 0
        untilRestart = scan.restartInterval
      }
      decodeUnit(scan, decode, row, column)
      untilRestart -= 1
    }
    await slice.breathe()
  }
}
