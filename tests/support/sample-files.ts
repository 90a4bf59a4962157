import sharp from 'sharp'
import { PDFDocument } from 'pdf-lib'

/** A person's or an organization's papers as pictures: drawn here, marked 样例, with real pixels of the asked size. */
export async function samplePicture(title: string, lines: readonly string[] = [], options: { width?: number; height?: number; format?: 'jpeg' | 'png'; tint?: string } = {}): Promise<Uint8Array> {
  const { width = 1200, height = 800, format = 'jpeg', tint = '#dfe8f3' } = options
  const escape = (text: string): string => text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`)
  const rows = lines.map((line, i) => `<text x="80" y="${300 + i * 64}" font-size="40" fill="#334">${escape(line)}</text>`).join('')
  const grid = Array.from({ length: 24 }, (_, i) => `<path d="M0 ${i * 40} H${width} M${i * 60} 0 V${height}" stroke="#b9c6d8" stroke-width="2"/>`).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Noto Sans CJK SC, sans-serif">
    <rect width="100%" height="100%" fill="${tint}"/>${grid}
    <rect x="40" y="40" width="${width - 80}" height="${height - 80}" rx="24" fill="#fdfdfb" stroke="#456" stroke-width="4"/>
    <text x="80" y="170" font-size="64" font-weight="bold" fill="#123">${escape(title)}</text>${rows}
    <text x="${width - 220}" y="${height - 80}" font-size="56" fill="#b44" opacity="0.75">样例</text></svg>`
  const image = sharp(Buffer.from(svg))
  return new Uint8Array(await (format === 'png' ? image.png() : image.jpeg({ quality: 82 })).toBuffer())
}

/** Many bytes that do not compress, still a valid JPEG: for limits and benches. */
export async function noisyPicture(approximateBytes: number, seed = 1): Promise<Uint8Array> {
  const side = Math.max(64, Math.round(Math.sqrt(approximateBytes / 2.45)))
  const pixels = Buffer.alloc(side * side * 3)
  let state = seed >>> 0 || 1
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    pixels[i] = state >>> 24
  }
  return new Uint8Array(await sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer())
}

export async function samplePdf(title: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([595, 842])
  page.drawText(title, { x: 60, y: 760, size: 18 })
  return pdf.save()
}
