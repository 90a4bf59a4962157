import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import { PDFDocument, PDFName, PDFString } from 'pdf-lib'
import sharp, { type JpegOptions, type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { inspectAttachment, inspectForBundle, sizeText, type Accept } from '#core/services/attachments/inspect'
import { withoutCameraTrailer } from '#core/services/attachments/jpeg'
import type { AppError } from '#shared/errors/app-error'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const noise = (width: number, height: number, channels: 1 | 3 | 4 = 3): Sharp =>
  sharp(Buffer.from(Array.from({ length: width * height * channels }, (_, at) => (at * 2654435761) >>> 24)), { raw: { width, height, channels } })

async function code(content: Uint8Array, accept: Accept = 'upload'): Promise<string> {
  return inspectAttachment(content, accept).then((found) => found.type, (error: AppError) => error.code)
}

async function pdf(change: (document: PDFDocument) => void | Promise<void> = () => undefined, objectStreams = true): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.addPage([200, 200])
  await change(document)
  return Buffer.from(await document.save({ useObjectStreams: objectStreams }))
}

describe('type by content', () => {
  it('takes each picture encoding for what it is and gives its pixels', async () => {
    const picture = noise(64, 48)
    const variants: [string, Buffer][] = [
      ['jpg', await picture.clone().jpeg().toBuffer()],
      ['jpg', await picture.clone().jpeg({ progressive: true }).toBuffer()],
      ['jpg', await picture.clone().greyscale().jpeg({ chromaSubsampling: '4:4:4', optimiseCoding: true }).toBuffer()],
      ['png', await picture.clone().png().toBuffer()],
      ['png', await picture.clone().png({ progressive: true }).toBuffer()],
      ['png', await picture.clone().png({ palette: true, colours: 4 }).toBuffer()],
      ['png', await picture.clone().greyscale().png().toBuffer()],
      ['png', await noise(64, 48, 4).png().toBuffer()],
      ['png', await picture.clone().toColourspace('rgb16').png().toBuffer()],
    ]
    for (const [type, content] of variants) expect(await inspectAttachment(content, 'image')).toMatchObject({ type, width: 64, height: 48 })
  })

  it.each<[string, Buffer, Accept, string]>([
    ['text', bytes('hello'), 'image', 'attachment.notImage'],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), 'image', 'attachment.notImage'],
    ['HTML', bytes('<!doctype html><script>1</script>'), 'upload', 'attachment.notAccepted'],
    ['GIF', bytes('GIF89a\x01\x00\x01\x00'), 'image', 'attachment.notImage'],
    ['Word', bytes('PK\x03\x04word'), 'pdf', 'attachment.notPdf'],
    ['nothing', Buffer.alloc(0), 'image', 'attachment.empty'],
  ])('refuses %s', async (_, content, accept, expected) => {
    expect(await code(content, accept)).toBe(expected)
  })

  it('refuses a good file where the field wants the other kind', async () => {
    expect(await code(await pdf(), 'image')).toBe('attachment.notImage')
    expect(await code(await noise(8, 8).png().toBuffer(), 'pdf')).toBe('attachment.notPdf')
    expect((await inspectForBundle(await noise(8, 8).png().toBuffer(), 'jpg'))?.code).toBe('attachment.notImage')
    expect(await inspectForBundle(await noise(8, 8).png().toBuffer(), 'png')).toBeUndefined()
    expect(await inspectForBundle(await pdf(), 'pdf')).toBeUndefined()
  })
})

describe('size and pixels', () => {
  it('names the size of a file over 5 MB', async () => {
    const error = await inspectAttachment(Buffer.alloc(6 * 1024 * 1024), 'image').catch((caught: AppError) => caught)
    expect(error).toMatchObject({ code: 'attachment.tooLarge', message: '文件大小 6MB，超过 5MB 的上限' })
    expect([sizeText(5 * 1024 * 1024 + 1), sizeText(5.5 * 1024 * 1024), sizeText(900)]).toEqual(['5.01MB', '5.5MB', '1KB'])
  })

  it('refuses more than 12,000 pixels on a side, from the header alone', async () => {
    const wide = await sharp({ create: { width: 12_001, height: 2, channels: 3, background: '#fff' } }).png().toBuffer()
    expect(await code(wide)).toBe('attachment.pixels')
    expect(await code(await sharp({ create: { width: 2, height: 12_001, channels: 3, background: '#fff' } }).jpeg().toBuffer())).toBe('attachment.pixels')
    expect(await code(await sharp({ create: { width: 12_000, height: 2, channels: 3, background: '#fff' } }).png().toBuffer())).toBe('png')
  })
})

describe('whole and nothing besides', () => {
  it('refuses a picture cut off anywhere', async () => {
    for (const content of [await noise(40, 40).png().toBuffer(), await noise(40, 40).jpeg().toBuffer()]) {
      for (let length = 1; length < content.length; length += 37) expect(await code(content.subarray(0, length), 'image'), String(length)).not.toMatch(/^(png|jpg)$/)
    }
  })

  it('refuses a flipped bit anywhere in a PNG', async () => {
    const content = await noise(16, 16).png().toBuffer()
    for (let at = 0; at < content.length; at += 1) {
      const flipped = Buffer.from(content)
      flipped[at] = (flipped[at] ?? 0) ^ 0x10
      expect(await code(flipped, 'image'), String(at)).not.toBe('png')
    }
  })

  it('refuses a PNG whose data hold more or fewer rows than it says', async () => {
    const whole = await noise(16, 16).png().toBuffer()
    for (const height of [8, 15, 17, 32]) {
      const lying = Buffer.from(whole)
      lying.writeUInt32BE(height, 20)
      lying.writeUInt32BE(crcOf(lying.subarray(12, 29)), 29)
      expect(await code(lying, 'image'), String(height)).toBe('attachment.damaged')
    }
  })

  it('refuses what hangs behind a picture, except what cameras append, which is cut off', async () => {
    const jpeg = await noise(40, 40).jpeg().toBuffer()
    const png = await noise(40, 40).png().toBuffer()
    for (const tail of ['PK\x03\x04archive', '<script>alert(1)</script>', '%PDF-1.7']) {
      expect(await code(Buffer.concat([png, bytes(tail)]), 'image')).toBe('attachment.trailing')
      const polyglot = Buffer.concat([jpeg, bytes(tail)])
      expect(await code(polyglot, 'image')).toBe('attachment.trailing')
      expect(await code(withoutCameraTrailer(polyglot), 'image')).toBe('attachment.trailing')
    }
    for (const tail of [jpeg, bytes('\x00\x00\x01\x0aImage_UTC_DataSEFHSEFT'), Buffer.alloc(16)]) {
      const photo = Buffer.concat([jpeg, tail])
      expect(await code(photo, 'image')).toBe('attachment.trailing')
      expect(withoutCameraTrailer(photo)).toEqual(jpeg)
    }
    expect(withoutCameraTrailer(png)).toBe(png)
  })
})

describe('figures of PC-11', () => {
  const figures = async (content: Buffer) => {
    const { brightness = NaN, sharpness = NaN } = await inspectAttachment(content, 'image')
    return { brightness, sharpness }
  }
  it.each(['png', 'jpeg'] as const)('%s: brightness follows the grey, sharpness falls with blur', async (format) => {
    for (const grey of [0, 60, 128, 255]) {
      const flat = sharp({ create: { width: 90, height: 70, channels: 3, background: { r: grey, g: grey, b: grey } } })
      const { brightness, sharpness } = await figures(await flat.toFormat(format).toBuffer())
      expect(Math.abs(brightness - grey)).toBeLessThan(2)
      expect(sharpness).toBeLessThan(1)
    }
    const sharpOne = await figures(await noise(300, 200).toFormat(format).toBuffer())
    const blurred = await figures(await noise(300, 200).blur(3).toFormat(format).toBuffer())
    expect(blurred.sharpness).toBeLessThan(sharpOne.sharpness / 10)
  })

  it('agree with the pixels themselves', async () => {
    const source = noise(640, 480).blur(1)
    const pixels = await source.clone().raw().toBuffer()
    let sum = 0
    for (let at = 0; at < pixels.length; at += 3) sum += 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0)
    const { brightness } = await figures(await source.clone().png().toBuffer())
    expect(Math.abs(brightness - sum / (pixels.length / 3))).toBeLessThan(0.1)
  })
})

describe('JPEG decoding', () => {
  const meanOf = async (content: Buffer): Promise<number> => {
    const { data, info } = await sharp(content).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    let sum = 0
    for (let at = 0; at < data.length; at += info.channels) {
      const [red = 0, green = red, blue = red] = data.subarray(at, at + info.channels)
      sum += 0.299 * red + 0.587 * green + 0.114 * blue
    }
    return sum / (data.length / info.channels)
  }
  const gradient = (width: number, height: number): Sharp =>
    sharp(Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * at * 31 + at) >>> 7)), { raw: { width, height, channels: 3 } })

  it('agrees with another decoder, whatever the encoding and at any size', async () => {
    const encodings: JpegOptions[] = [
      { quality: 90 }, { quality: 30 }, { chromaSubsampling: '4:4:4' }, { progressive: true }, { progressive: true, quality: 95, chromaSubsampling: '4:4:4' },
      { mozjpeg: true }, { optimiseCoding: false },
    ]
    for (const [width, height] of [[1, 1], [8, 8], [17, 9], [250, 131], [1100, 40]] as const) {
      for (const options of encodings) {
        const content = await gradient(width, height).jpeg(options).toBuffer()
        const { brightness = NaN } = await inspectAttachment(content, 'image')
        expect(Math.abs(brightness - (await meanOf(content))), JSON.stringify({ width, height, ...options })).toBeLessThan(1.5)
      }
    }
  })

  it('follows restart markers, as cameras write them', async () => {
    for (const name of ['restart-rows.jpg', 'restart-blocks-progressive.jpg']) {
      const content = await readFile(new URL(`../../fixtures/pictures/${name}`, import.meta.url))
      const { brightness = NaN } = await inspectAttachment(content, 'image')
      expect(Math.abs(brightness - (await meanOf(content))), name).toBeLessThan(1.5)
    }
  })

  it('says nothing of four-colour pictures', async () => {
    const content = await readFile(new URL('../../fixtures/pictures/cmyk.jpg', import.meta.url))
    expect(await inspectAttachment(content, 'image')).toEqual({ type: 'jpg', width: 123, height: 77 })
  })

  it('refuses a picture whose data stop early though its end is marked', async () => {
    for (const options of [{}, { progressive: true }]) {
      const content = await gradient(200, 150).jpeg(options).toBuffer()
      for (const share of [0.5, 0.8, 0.95]) {
        const cut = Buffer.concat([content.subarray(0, Math.floor(content.length * share)), Buffer.from([0xff, 0xd9])])
        expect(await code(cut, 'image'), String(share)).toBe('attachment.damaged')
      }
    }
  })

  it('survives any bytes: refused or taken, never another failure', async () => {
    const content = await gradient(40, 30).jpeg().toBuffer()
    await fc.assert(fc.asyncProperty(fc.nat(content.length - 3), fc.uint8Array({ minLength: 1, maxLength: 8 }), async (at, change) => {
      const altered = Buffer.from(content)
      altered.set(change.subarray(0, Math.min(change.length, content.length - at - 2)), at)
      expect(await code(altered, 'image')).toMatch(/^(jpg|attachment\.\w+)$/)
    }), { numRuns: 300 })
  })
})

describe('PDF', () => {
  const active: [string, (document: PDFDocument) => void | Promise<void>][] = [
    ['JavaScript', (document) => document.addJavaScript('start', 'app.alert(1)')],
    ['OpenAction', (document) => document.catalog.set(PDFName.of('OpenAction'), document.context.obj({ S: 'GoTo', D: PDFString.of('x') }))],
    ['AA', (document) => document.catalog.set(PDFName.of('AA'), document.context.obj({}))],
    ['Launch', (document) => void document.context.register(document.context.obj({ S: 'Launch', F: PDFString.of('cmd.exe') }))],
    ['embedded file', (document) => document.attach(bytes('MZ'), 'a.exe', { mimeType: 'application/octet-stream' })],
    ['XFA', (document) => document.catalog.set(PDFName.of('AcroForm'), document.context.obj({ XFA: PDFString.of('<xdp/>') }))],
    ['hex-escaped JavaScript', (document) => void document.context.register(document.context.obj({ S: PDFName.of('J#61vaScript') }))],
  ]
  it.each([true, false])('takes a plain one (object streams %s)', async (objectStreams) => {
    expect(await inspectAttachment(await pdf(undefined, objectStreams), 'pdf')).toEqual({ type: 'pdf' })
  })
  it.each(active)('refuses %s, packed or not', async (_, change) => {
    for (const objectStreams of [true, false]) expect(await code(await pdf(change, objectStreams), 'pdf')).toBe('attachment.activePdf')
  })
  it('refuses an encrypted one, a cut one, one without pages and junk', async () => {
    const plain = await pdf(undefined, false)
    const encrypted = bytes(plain.toString('latin1').replace('trailer\n<<', 'trailer\n<< /Encrypt << /Filter /Standard >>'))
    expect(await code(encrypted, 'pdf')).toBe('attachment.activePdf')
    expect(await code(plain.subarray(0, plain.length / 2), 'pdf')).toBe('attachment.damaged')
    expect(await code(bytes('%PDF-1.7\njunk\n%%EOF'), 'pdf')).toBe('attachment.damaged')
    expect(await code(Buffer.concat([bytes('<html>'), plain]), 'pdf')).toBe('attachment.notPdf')
    expect(await code(Buffer.concat([plain, Buffer.alloc(2000, 0x41)]), 'pdf')).toBe('attachment.damaged')
  })
})

function crcOf(content: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of content) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
