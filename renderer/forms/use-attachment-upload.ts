import { onScopeDispose, reactive, ref, type Ref } from 'vue'
import { AppError } from '#shared/errors/app-error'
import { ACCEPTED, ATTACHMENT_MAX_BYTES } from '#shared/forms/field-kinds/attachment'
import type { AttachmentRef } from '#shared/filing/types'
import { CommandError, upload } from '@/bridge/client'
import { isCancelled } from '@/components/failure'
import { sizeText } from '@/components/file-size'

export type Accept = keyof typeof ACCEPTED

/** A file on its way. */
export interface Sending {
  name: string
  size: number
  sent: number
  cancel(): void
}

export interface AttachmentUpload {
  sending: Ref<Sending | undefined>
  /** Why the last file was not taken, in words, with the limit and the file's own figure. */
  refusal: Ref<string | undefined>
  /** Sends one file; undefined when it was refused or cancelled. */
  send(file: File): Promise<AttachmentRef | undefined>
}

/** For the file dialog; what the file really is is checked on the trusted side, by content. */
export const acceptAttribute = (accept: Accept): string =>
  ACCEPTED[accept].types.map((type) => (type === 'jpg' ? 'image/jpeg,.jpg,.jpeg' : type === 'png' ? 'image/png,.png' : 'application/pdf,.pdf')).join(',')

const sentence = (message: string, action: string | undefined): string => (action === undefined ? message : `${message}。${action}`)

export function useAttachmentUpload(accept: () => Accept): AttachmentUpload {
  const sending = ref<Sending>()
  const refusal = ref<string>()
  let controller: AbortController | undefined
  onScopeDispose(() => controller?.abort())

  /** Known before a byte is sent; same words as the trusted side's. */
  function refusedAtOnce(file: File): string | undefined {
    if (file.size > ATTACHMENT_MAX_BYTES) {
      const error = new AppError('attachment.tooLarge', { params: { size: sizeText(file.size) } })
      return sentence(error.message, error.action)
    }
    if (file.size === 0) {
      const error = new AppError('attachment.empty')
      return sentence(error.message, error.action)
    }
    return undefined
  }

  async function send(file: File): Promise<AttachmentRef | undefined> {
    controller?.abort()
    refusal.value = refusedAtOnce(file)
    if (refusal.value !== undefined) return undefined
    const own = new AbortController()
    controller = own
    const state = reactive<Sending>({ name: file.name, size: file.size, sent: 0, cancel: () => own.abort() })
    sending.value = state
    try {
      return await upload('attachments.upload', { name: file.name, accept: accept() }, file, (sent) => { state.sent = sent }, own.signal)
    } catch (error) {
      if (!isCancelled(error)) refusal.value = error instanceof CommandError ? sentence(error.body.message, error.body.action) : '上传没有完成，文件没有保存。请重试'
      return undefined
    } finally {
      if (controller === own) sending.value = undefined
    }
  }
  return { sending, refusal, send }
}
