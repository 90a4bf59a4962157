import { AppError } from '#shared/errors/app-error'
import type { AttachmentRef } from '#shared/filing/types'

/** What inspection finds; the figures of PC-11 only where the pixels were decoded. */
export type Picture = Pick<AttachmentRef, 'type' | 'width' | 'height' | 'brightness' | 'sharpness'>

/** Longest side of a picture that is taken in (pixels). */
export const MAX_SIDE = 12_000

/** @throws AppError attachment.pixels */
export function checkPixels({ width, height }: { width: number; height: number }): void {
  if (width > MAX_SIDE || height > MAX_SIDE) throw new AppError('attachment.pixels', { params: { width, height } })
}
