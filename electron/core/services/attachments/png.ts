import { createInflate } from 'node:zlib'
import { AppError } from '#shared/errors/app-error'
import { checkPixels, type Picture } from './picture'
import { createPngRows } from './png-rows'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, index) => bytes[index] === byte)

export interface PngHeader {
  width: number
  height: number
  bitDepth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGB + alpha. */
  colorType: number
  interlaced: boolean
}

/** Bit depths PNG allows by colour type (ISO/IEC 15948, table 11.1). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }

function readHeader(data: Uint8Array): PngHeader {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  if (data.length !== 13) throw new AppError('attachment.damaged')
  const header: PngHeader = {
    width: view.getUint32(0), height: view.getUint32(4), bitDepth: view.getUint8(8), colorType: view.getUint8(9), interlaced: view.getUint8(12) === 1,
  }
  const fine = header.width > 0 && header.height > 0 && DEPTHS[header.colorType]?.includes(header.bitDepth) === true
  if (!fine || view.getUint8(10) !== 0 || view.getUint8(11) !== 0 || view.getUint8(12) > 1) throw new AppError('attachment.damaged')
  return header
}

interface PngParts {
  header: PngHeader
  palette: Uint8Array | undefined
  data: Uint8Array[]
}

/** Walks all chunks: lengths, checksums, order, and nothing after the last. */
function readChunks(bytes: Uint8Array): PngParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let header: PngHeader | undefined
  let palette: Uint8Array | undefined
  const data: Uint8Array[] = []
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length) break
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) break
    if ((header === undefined) !== (type === 'IHDR')) break
    if (type === 'IHDR') header = readHeader(body)
    if (type === 'PLTE') palette = body
    if (type === 'IDAT') data.push(body)
    if (type === 'IEND' && header !== undefined && data.length > 0) {
      if (end !== bytes.length) throw new AppError('attachment.trailing')
      return { header, palette, data }
    }
    at = end
  }
  throw new AppError('attachment.damaged')
}

/** Checks a whole PNG by decoding it row by row, so that a huge one never lies in memory. @throws AppError */
export async function readPng(bytes: Uint8Array, figures: boolean): Promise<Picture> {
  const { header, palette, data } = readChunks(bytes)
  checkPixels(header)
  const rows = createPngRows(header, palette, figures && !header.interlaced)
  const inflate = createInflate({ chunkSize: 1 << 18 })
  try {
    inflate.end(Buffer.concat(data))
    for await (const chunk of inflate) {
      rows.push(chunk as Uint8Array)
      if (rows.overflow) break
    }
  } catch (cause) {
    throw new AppError('attachment.damaged', { cause })
  } finally {
    inflate.destroy()
  }
  if (!rows.complete) throw new AppError('attachment.damaged')
  return { type: 'png', width: header.width, height: header.height, ...rows.figures() }
}
