import { MAX_ATTACHMENT_BYTES } from '#shared/bundle/limits'
import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import type { CallContext, Download } from '../../call'
import type { CoreContext } from '../../context'
import { inspectAttachment, sizeText } from './inspect'
import { isJpeg, withoutCameraTrailer } from './jpeg'
import { isPdf } from './pdf-mark'
import { isPng } from './png'

/** A refused file is read on this far, so that the message can name its size (bytes). */
const COUNTED_BYTES = 256 * 1024 * 1024

const MEDIA_TYPES = { jpg: 'image/jpeg', png: 'image/png', pdf: 'application/pdf' } as const

/** All bytes of an upload; what is over the limit is counted, not kept. @throws AppError attachment.tooLarge */
async function collect(source: AsyncIterable<Uint8Array>, call: CallContext): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of source) {
    call.task.signal.throwIfAborted()
    size += part.length
    if (size <= MAX_ATTACHMENT_BYTES) parts.push(part)
    else parts.length = 0
    if (size > COUNTED_BYTES) break
  }
  if (size > MAX_ATTACHMENT_BYTES) {
    throw new AppError('attachment.tooLarge', { params: { size: `${sizeText(Math.min(size, COUNTED_BYTES))}${size > COUNTED_BYTES ? ' 以上' : ''}` } })
  }
  return Buffer.concat(parts)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function typeOf(bytes: Uint8Array): keyof typeof MEDIA_TYPES {
  if (isPng(bytes)) return 'png'
  if (isJpeg(bytes)) return 'jpg'
  if (isPdf(bytes)) return 'pdf'
  throw new AppError('attachment.damaged')
}

/** The last part of whatever a person's system calls a path, without control characters. */
const fileNameOf = (name: string): string => (name.split(/[\\/]/).pop() ?? '').replace(/\p{Cc}/gu, '').trim()

/** Pictures and PDFs by their content (architecture.md, rule 5). */
export function createAttachmentsService(ctx: CoreContext) {
  return {
    /** Checks first, stores after: a refused file leaves nothing behind. */
    async upload(input: Input<'attachments.upload'>, call: CallContext, source: AsyncIterable<Uint8Array>): Promise<Output<'attachments.upload'>> {
      const bytes = withoutCameraTrailer(await collect(source, call))
      const picture = await inspectAttachment(bytes, input.accept)
      const { sha256, size } = await ctx.store.attachments.add(once(bytes), MAX_ATTACHMENT_BYTES)
      return { sha256, size, name: fileNameOf(input.name) || `附件.${picture.type}`, ...picture }
    },

    async open(input: Input<'attachments.open'>): Promise<Download> {
      if (!(await ctx.store.attachments.has(input.sha256))) throw new AppError('attachment.missing')
      const parts: Uint8Array[] = []
      for await (const part of ctx.store.attachments.read(input.sha256)) parts.push(part)
      const bytes = Buffer.concat(parts)
      const type = typeOf(bytes)
      const fileName = fileNameOf(input.name ?? '') || `${input.sha256.slice(0, 12)}.${type}`
      return { stream: once(bytes), size: bytes.length, type: MEDIA_TYPES[type], fileName, inline: true }
    },
  }
}

export type AttachmentsService = ReturnType<typeof createAttachmentsService>
