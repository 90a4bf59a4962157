import { inflateSync } from 'node:zlib'
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFStream, type PDFObject } from 'pdf-lib'
import { AppError } from '#shared/errors/app-error'
import { isPdf } from './pdf-mark'

/** What a PDF may not hold (bundle.md §6), by the names that give it away, with the word the person reads. */
const ACTIVE_KEYS: Readonly<Record<string, string>> = {
  JavaScript: '脚本', JS: '脚本', OpenAction: '打开时执行的动作', AA: '自动执行的动作', Launch: '启动程序的动作', EmbeddedFiles: '附件', EmbeddedFile: '附件',
  XFA: 'XFA 表单', RichMedia: '多媒体内容',
}
/** Bytes one object stream may inflate to; a real one of a 5 MB file stays far below. */
const MAX_INFLATED = 64 * 1024 * 1024

const latin = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** pdf-lib inflates object streams without a limit; this finds those that would blow up, before it sees them. */
function refuseBombs(bytes: Uint8Array, text: string): void {
  for (const match of text.matchAll(/\/(?:ObjStm|XRef)\b[^]{0,2000}?stream\r?\n/g)) {
    const from = match.index + match[0].length
    const to = text.indexOf('endstream', from)
    try {
      inflateSync(bytes.subarray(from, to < 0 ? bytes.length : to), { maxOutputLength: MAX_INFLATED })
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw new AppError('attachment.damaged', { cause: error })
    }
  }
}

/** The first active thing an object holds, itself or in what lies directly inside it. */
function activeIn(object: PDFObject, depth: number): string | undefined {
  if (depth > 64) return undefined
  if (object instanceof PDFName) return ACTIVE_KEYS[object.decodeText()]
  if (object instanceof PDFArray) return firstOf(object.asArray().map((member) => () => activeIn(member, depth + 1)))
  const dict = object instanceof PDFStream ? object.dict : object instanceof PDFDict ? object : undefined
  if (dict === undefined) return undefined
  return firstOf(dict.entries().map(([key, value]) => () => ACTIVE_KEYS[key.decodeText()] ?? activeIn(value, depth + 1)))
}

function firstOf(finders: (() => string | undefined)[]): string | undefined {
  for (const find of finders) {
    const found = find()
    if (found !== undefined) return found
  }
  return undefined
}

async function load(bytes: Uint8Array): Promise<PDFDocument> {
  try {
    const document = await PDFDocument.load(bytes, { ignoreEncryption: true, throwOnInvalidObject: true, updateMetadata: false })
    if (document.getPageCount() > 0) return document
  } catch (cause) {
    throw new AppError('attachment.damaged', { cause })
  }
  throw new AppError('attachment.damaged')
}

/** Checks that a PDF opens and only shows pages. @throws AppError attachment.notPdf, attachment.damaged, attachment.activePdf */
export async function readPdf(bytes: Uint8Array): Promise<{ type: 'pdf' }> {
  if (!isPdf(bytes)) throw new AppError('attachment.notPdf')
  const text = latin(bytes)
  if (text.lastIndexOf('%%EOF') < bytes.length - 1024 - 5) throw new AppError('attachment.damaged')
  refuseBombs(bytes, text)
  // Named before loading: what is encrypted cannot be looked into.
  if (/\/Encrypt\b/.test(text)) throw new AppError('attachment.activePdf', { params: { what: '加密内容' } })
  const document = await load(bytes)
  if (document.context.trailerInfo.Encrypt !== undefined) throw new AppError('attachment.activePdf', { params: { what: '加密内容' } })
  for (const [, object] of document.context.enumerateIndirectObjects()) {
    const what = activeIn(object, 0)
    if (what !== undefined) throw new AppError('attachment.activePdf', { params: { what } })
  }
  return { type: 'pdf' }
}
