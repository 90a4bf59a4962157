import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { ROOT } from './run-step'

/**
 * Draws resources/icons/icon.svg in every size and container the systems ask for: `npx tsx build/icons.ts`. The results are
 * committed, so packaging needs no drawing.
 */
const DIR = join(ROOT, 'resources', 'icons')

const PNG_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
/** Windows: sizes in one .ico, each a whole PNG (since Windows Vista). */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]
/** macOS: type of each PNG in an .icns and its size in pixels. */
const ICNS_TYPES: [string, number][] = [
  ['icp4', 16], ['icp5', 32], ['icp6', 64], ['ic07', 128], ['ic08', 256], ['ic09', 512], ['ic10', 1024], ['ic11', 32], ['ic12', 64], ['ic13', 256], ['ic14', 512],
]

type Pictures = Map<number, Buffer>

function picture(pictures: Pictures, size: number): Buffer {
  const found = pictures.get(size)
  if (found === undefined) throw new Error(`no picture of ${size} pixels`)
  return found
}

/** ICONDIR, one ICONDIRENTRY a picture (0 means 256 pixels), then the pictures. */
function ico(pictures: Pictures): Buffer {
  const header = Buffer.alloc(6)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(ICO_SIZES.length, 4)
  let offset = header.length + 16 * ICO_SIZES.length
  const entries = ICO_SIZES.map((size) => {
    const entry = Buffer.alloc(16)
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(picture(pictures, size).length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += picture(pictures, size).length
    return entry
  })
  return Buffer.concat([header, ...entries, ...ICO_SIZES.map((size) => picture(pictures, size))])
}

/** `icns`, whole length, then type, length and PNG of each picture; numbers big-endian. */
function icns(pictures: Pictures): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(content.length + 8, 4)
    return Buffer.concat([head, content])
  }
  return chunk('icns', Buffer.concat(ICNS_TYPES.map(([type, size]) => chunk(type, picture(pictures, size)))))
}

const svg = await readFile(join(DIR, 'icon.svg'))
const pictures: Pictures = new Map()
for (const size of PNG_SIZES) pictures.set(size, await sharp(svg, { density: 96 }).resize(size, size).png({ compressionLevel: 9 }).toBuffer())
await mkdir(join(DIR, 'png'), { recursive: true })
for (const [size, png] of pictures) await writeFile(join(DIR, 'png', `${size}x${size}.png`), png)
await writeFile(join(DIR, 'icon.ico'), ico(pictures))
await writeFile(join(DIR, 'icon.icns'), icns(pictures))
