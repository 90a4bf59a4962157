import { AppError } from '#shared/errors/app-error'
import { isFrame, jpegFigures, type JpegSegment } from './jpeg-luminance'
import { checkPixels, type Picture } from './picture'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff

export interface JpegLayout {
  width: number
  height: number
  /** Offset after the end-of-image marker. */
  end: number
  segments: JpegSegment[]
}

/** Offset of the next marker's code after entropy-coded data; stuffed zeros and restart markers belong to the data. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const next = bytes[at + 1] ?? 0
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !isRestart(next)) return at
  }
  throw new AppError('attachment.damaged')
}

/**
 * Walks all segments to the end of the image (ITU-T T.81 annex B). A picture that stops early is damaged.
 * @throws AppError attachment.damaged
 */
export function walkJpeg(bytes: Uint8Array): JpegLayout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let size: { width: number; height: number } | undefined
  const segments: JpegSegment[] = []
  for (let at = 2; at + 1 < bytes.length; ) {
    if (bytes[at] !== 0xff) break
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === EOI) {
      if (size === undefined || !segments.some((segment) => segment.marker === SOS)) break
      return { ...size, end: at + 2, segments }
    }
    if (marker < 0xc0 || marker === SOI || isRestart(marker) || at + 4 > bytes.length) break
    const length = view.getUint16(at + 2)
    if (length < 2 || at + 2 + length > bytes.length) break
    if (isFrame(marker)) {
      if (size !== undefined || length < 8) break
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
      if (size.width === 0 || size.height === 0) break
    }
    const body = bytes.subarray(at + 4, at + 2 + length)
    at += 2 + length
    if (marker === SOS) {
      if (size === undefined) break
      at = endOfScan(bytes, at)
    }
    segments.push({ marker, body, dataEnd: at })
  }
  throw new AppError('attachment.damaged')
}

/** @throws AppError attachment.damaged, attachment.trailing, attachment.pixels */
export async function readJpeg(bytes: Uint8Array, figures: boolean): Promise<Picture> {
  const { width, height, end, segments } = walkJpeg(bytes)
  if (end !== bytes.length) throw new AppError('attachment.trailing')
  checkPixels({ width, height })
  return { type: 'jpg', width, height, ...(figures ? await jpegFigures(bytes, segments) : {}) }
}

/**
 * Cameras append things of their own after a finished picture: a second picture (a preview, a depth map) or a block that
 * ends in SEFT. Such ends are cut off before the picture is taken in, because people cannot mend them; anything else after
 * the picture stays and is refused.
 */
export function withoutCameraTrailer(bytes: Uint8Array): Uint8Array {
  if (!isJpeg(bytes)) return bytes
  const { end } = walkJpeg(bytes)
  const rest = bytes.subarray(end)
  const secondPicture = isJpeg(rest)
  const samsung = String.fromCharCode(...rest.subarray(-4)) === 'SEFT'
  const padding = rest.every((byte) => byte === 0)
  return secondPicture || samsung || padding ? bytes.subarray(0, end) : bytes
}
