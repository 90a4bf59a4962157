import { MAX_ATTACHMENT_BYTES } from '#shared/bundle/limits'
import type { Input } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { isJpeg, readJpeg } from './jpeg'
import { isPdf } from './pdf-mark'
import type { Picture } from './picture'
import { isPng, readPng } from './png'

export type Accept = Input<'attachments.upload'>['accept']

/** A size as people know it from their file manager. */
export function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)}KB` : `${(Math.ceil((bytes / 1024 / 1024) * 100) / 100).toFixed(2).replace(/\.?0+$/, '')}MB`
}

function refusal(accept: Accept): AppError {
  if (accept === 'image') return new AppError('attachment.notImage')
  if (accept === 'pdf') return new AppError('attachment.notPdf')
  return new AppError('attachment.notAccepted', { params: { accepted: 'png、jpeg、jpg 或 PDF' } })
}

/**
 * Looks at the bytes of one attachment, never at its name: type by content, size, pixels, whether it decodes, nothing
 * hidden behind it, no active content. The same for what a person uploads and for what a bundle brings (domain.md §3,
 * PC-11, bundle.md §6).
 * @param options.figures false leaves out brightness and sharpness, and with them the decoding of a JPEG's pixels
 * @throws AppError attachment.*
 */
export async function inspectAttachment(bytes: Uint8Array, accept: Accept, options: { figures?: boolean } = {}): Promise<Picture> {
  const figures = options.figures ?? true
  if (bytes.length === 0) throw new AppError('attachment.empty')
  if (bytes.length > MAX_ATTACHMENT_BYTES) throw new AppError('attachment.tooLarge', { params: { size: sizeText(bytes.length) } })
  const pictures = accept !== 'pdf'
  if (pictures && isPng(bytes)) return readPng(bytes, figures)
  if (pictures && isJpeg(bytes)) return readJpeg(bytes, figures)
  if (accept !== 'image' && isPdf(bytes)) return (await import('./pdf')).readPdf(bytes)
  throw refusal(accept)
}

/**
 * The same checks for a file a bundle brings: why it is refused, undefined when it is fine (`InspectAttachment`). The
 * figures travel with the record, so pixels are not decoded for them again; a bundle may hold hundreds of photographs.
 */
export async function inspectForBundle(bytes: Uint8Array, type: 'jpg' | 'png' | 'pdf'): Promise<AppError | undefined> {
  try {
    const found = await inspectAttachment(bytes, type === 'pdf' ? 'pdf' : 'image', { figures: false })
    return found.type === type ? undefined : refusal(type === 'pdf' ? 'pdf' : 'image')
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
