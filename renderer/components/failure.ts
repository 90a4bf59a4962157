import { CommandError } from '@/bridge/client'
import type { FieldErrors } from '#shared/errors/app-error'

/** What a failure tells the person: what happened, what to do, a code to copy, and the fields it concerns. */
export interface Failure {
  message: string
  action?: string
  /** Error code and log id as one copyable text. */
  code: string
  fields?: FieldErrors
}

export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError) {
    const { message, action, code, id, fields } = error.body
    return { message, action, code: `${code} ${id}`, fields }
  }
  const name = error instanceof Error ? error.name : typeof error
  return { message: '页面内部出错，操作没有完成，已保存的数据不受影响', action: '请刷新本页后重试；如仍出现，请把错误编号告诉技术支持', code: `page.${name}` }
}

/** A command that ended because the person pressed 取消. */
export const isCancelled = (error: unknown): boolean => error instanceof CommandError && error.body.code === 'general.cancelled'
