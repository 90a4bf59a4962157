import type { HandlersOf } from '../../call'
import type { AttachmentsService } from './attachments.service'

export function createAttachmentsHandlers(services: { attachments: AttachmentsService }): HandlersOf<'attachments'> {
  return {
    'attachments.upload': (input, call, source) => services.attachments.upload(input, call, source),
    'attachments.open': (input) => services.attachments.open(input),
  }
}
