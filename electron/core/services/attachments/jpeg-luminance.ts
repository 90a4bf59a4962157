import { AppError } from '#shared/errors/app-error'
import { Slice } from '../../store/yielding'
import { BitReader, huffmanTable, type HuffmanTable } from './jpeg-bits'
import { decodeScan, ZIGZAG, type Component, type Scan } from './jpeg-scan'
import { createLuminanceSink, type Figures } from './luminance'

/** Larger pictures are not decoded: their coefficients would take more than about 150 MB. */
const MAX_PIXELS = 50_000_000

const DCT = Float32Array.from({ length: 64 }, (_, at) => {
  const [frequency, place] = [at >> 3, at & 7]
  return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * place + 1) * frequency * Math.PI) / 16)
})

interface Frame {
  width: number
  height: number
  progressive: boolean
  mcusAcross: number
  mcusDown: number
  components: Component[]
}

/** What a decoder gathers while it walks the segments. */
interface Decoder {
  bytes: Uint8Array
  quantization: Map<number, Uint16Array>
  /** By class (0 DC, 16 AC) plus number. */
  tables: Map<number, HuffmanTable>
  restartInterval: number
  frame: Frame | undefined
}

const damaged = (): AppError => new AppError('attachment.damaged')

function readQuantization(decoder: Decoder, body: Uint8Array): void {
  for (let at = 0; at < body.length; ) {
    const [wide, number] = [(body[at] ?? 0) >> 4, (body[at] ?? 0) & 15]
    const length = wide === 0 ? 64 : 128
    if (at + 1 + length > body.length) throw damaged()
    const values = Uint16Array.from({ length: 64 }, (_, k) =>
      wide === 0 ? (body[at + 1 + k] ?? 0) : ((body[at + 1 + 2 * k] ?? 0) << 8) | (body[at + 2 + 2 * k] ?? 0))
    decoder.quantization.set(number, values)
    at += 1 + length
  }
}

function readTables(decoder: Decoder, body: Uint8Array): void {
  for (let at = 0; at < body.length; ) {
    const counts = body.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (counts.length < 16 || at + 17 + total > body.length) throw damaged()
    decoder.tables.set(body[at] ?? 0, huffmanTable(counts, body.subarray(at + 17, at + 17 + total)))
    at += 17 + total
  }
}

/** Undefined for kinds of JPEG that are rare in photographs (arithmetic, lossless, 12 bits, CMYK) and for huge ones. */
function readFrame(marker: number, body: Uint8Array): Frame | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const count = view.getUint8(5)
  if (body.length !== 6 + 3 * count || count === 0) throw damaged()
  const [height, width] = [view.getUint16(1), view.getUint16(3)]
  if (marker > 0xc2 || view.getUint8(0) !== 8 || (count !== 1 && count !== 3) || width * height > MAX_PIXELS) return undefined
  const shapes = Array.from({ length: count }, (_, index) => {
    const at = 6 + 3 * index
    return { id: view.getUint8(at), across: view.getUint8(at + 1) >> 4, down: view.getUint8(at + 1) & 15, quantization: view.getUint8(at + 2) }
  })
  if (shapes.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) throw damaged()
  const [most, mostDown] = [Math.max(...shapes.map((shape) => shape.across)), Math.max(...shapes.map((shape) => shape.down))]
  const [mcusAcross, mcusDown] = [Math.ceil(width / (8 * most)), Math.ceil(height / (8 * mostDown))]
  const components = shapes.map((shape): Component => {
    const [stride, kept] = [mcusAcross * shape.across, mcusDown * shape.down]
    const columns = Math.ceil(Math.ceil((width * shape.across) / most) / 8)
    const lines = Math.ceil(Math.ceil((height * shape.down) / mostDown) / 8)
    return { ...shape, columns, lines, stride, coefficients: new Int16Array(stride * kept * 64) }
  })
  return { width, height, progressive: marker === 0xc2, mcusAcross, mcusDown, components }
}

function readScan(decoder: Decoder, frame: Frame, body: Uint8Array): Scan {
  const count = body[0] ?? 0
  if (count === 0 || body.length !== 4 + 2 * count) throw damaged()
  const parts = Array.from({ length: count }, (_, index) => {
    const component = frame.components.find((each) => each.id === body[1 + 2 * index])
    const chosen = body[2 + 2 * index] ?? 0
    if (component === undefined) throw damaged()
    return { component, dc: decoder.tables.get(chosen >> 4), ac: decoder.tables.get(16 + (chosen & 15)), predictor: 0 }
  })
  const [spectralStart = 0, spectralEnd = 63, approximation = 0] = body.subarray(1 + 2 * count)
  if (frame.progressive && (spectralEnd > 63 || spectralStart > spectralEnd || (spectralStart > 0 && count > 1))) throw damaged()
  const { mcusAcross, mcusDown, progressive } = frame
  return {
    parts, progressive, spectralStart, spectralEnd, high: approximation >> 4, low: approximation & 15, restartInterval: decoder.restartInterval, mcusAcross, mcusDown,
  }
}

/** One block of pixels from its coefficients, into `out` by rows of eight. */
function inverse(coefficients: Int16Array, at: number, quantization: Uint16Array, out: Float32Array, middle: Float32Array): void {
  let flat = true
  for (let v = 0; v < 8; v += 1) {
    for (let x = 0; x < 8; x += 1) middle[v * 8 + x] = 0
    for (let u = 0; u < 8; u += 1) {
      const value = (coefficients[at + v * 8 + u] ?? 0) * (quantization[v * 8 + u] ?? 0)
      if (value === 0) continue
      if (u + v > 0) flat = false
      for (let x = 0; x < 8; x += 1) middle[v * 8 + x] = (middle[v * 8 + x] ?? 0) + value * (DCT[u * 8 + x] ?? 0)
    }
  }
  if (flat) {
    out.fill(clamped(((coefficients[at] ?? 0) * (quantization[0] ?? 0)) / 8 + 128))
    return
  }
  for (let x = 0; x < 8; x += 1) {
    for (let y = 0; y < 8; y += 1) {
      let sum = 128
      for (let v = 0; v < 8; v += 1) sum += (DCT[v * 8 + y] ?? 0) * (middle[v * 8 + x] ?? 0)
      out[y * 8 + x] = clamped(sum)
    }
  }
}

const clamped = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value)

/** The luminance component's pixels, line by line, into the reduction. */
async function figuresOf(frame: Frame, decoder: Decoder, slice: Slice): Promise<Figures | undefined> {
  const [component] = frame.components
  const inOrder = component && decoder.quantization.get(component.quantization)
  if (component === undefined || inOrder === undefined) throw damaged()
  // A luminance that is coarser than the colours would have to be stretched first; no camera does that.
  if (frame.components.some((each) => each.across > component.across || each.down > component.down)) return undefined
  const quantization = new Uint16Array(64)
  for (let k = 0; k < 64; k += 1) quantization[ZIGZAG[k] ?? 0] = inOrder[k] ?? 0
  const sink = createLuminanceSink(frame.width, frame.height)
  const rows = Array.from({ length: 8 }, () => new Float32Array(component.columns * 8))
  const [block, middle] = [new Float32Array(64), new Float32Array(64)]
  for (let line = 0; line < component.lines; line += 1) {
    for (let column = 0; column < component.columns; column += 1) {
      inverse(component.coefficients, (line * component.stride + column) * 64, quantization, block, middle)
      for (let y = 0; y < 8; y += 1) rows[y]?.set(block.subarray(y * 8, y * 8 + 8), column * 8)
    }
    for (const [y, row] of rows.entries()) if (line * 8 + y < frame.height) sink.row(row)
    await slice.breathe()
  }
  return sink.figures()
}

/**
 * Decodes a photograph's light and dark for PC-11, letting other work in between. Sequential and progressive Huffman
 * pictures of 8 bits are decoded (T.81), which also proves that they can be shown; of others nothing is said.
 * @param segments the picture's segments as `walkJpeg` found them
 * @throws AppError attachment.damaged
 */
export async function jpegFigures(bytes: Uint8Array, segments: readonly JpegSegment[]): Promise<Partial<Figures>> {
  const decoder: Decoder = { bytes, quantization: new Map(), tables: new Map(), restartInterval: 0, frame: undefined }
  const slice = new Slice()
  for (const { marker, body, dataEnd } of segments) {
    if (marker === 0xdb) readQuantization(decoder, body)
    else if (marker === 0xc4) readTables(decoder, body)
    else if (marker === 0xdd) decoder.restartInterval = ((body[0] ?? 0) << 8) | (body[1] ?? 0)
    else if (isFrame(marker)) {
      decoder.frame = readFrame(marker, body)
      if (decoder.frame === undefined) return {}
    } else if (marker === 0xda && decoder.frame !== undefined) {
      const data = body.byteOffset - bytes.byteOffset + body.length
      await decodeScan(readScan(decoder, decoder.frame, body), new BitReader(bytes, data, dataEnd), slice)
    }
  }
  return decoder.frame === undefined ? {} : ((await figuresOf(decoder.frame, decoder, slice)) ?? {})
}

/** Start-of-frame markers; C4 (tables), C8 (reserved) and CC (arithmetic tables) lie between them. */
export const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

export interface JpegSegment {
  marker: number
  /** Without marker and length. */
  body: Uint8Array
  /** Start of scan: where the entropy-coded data end, which begin after the body. */
  dataEnd: number
}
