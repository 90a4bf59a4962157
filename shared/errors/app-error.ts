import { ERRORS, type ErrorCode } from './codes'

/** Field errors by path (`responsiblePerson.idNumber`, `ipAddresses[0]`), each one sentence that says what to do. */
export type FieldErrors = Record<string, string>

/** What crosses the boundary when a command fails (architecture.md, rule 5). `id` ties the message to the local log. */
export interface ErrorBody {
  code: ErrorCode
  message: string
  /** What the person can do next, one sentence. */
  action?: string
  fields?: FieldErrors
  id: string
}

export type Envelope<T> = { ok: true; value: T } | { ok: false; error: ErrorBody }

export interface AppErrorOptions {
  params?: Record<string, string | number>
  fields?: FieldErrors
  cause?: unknown
}

/** Fills `{name}` places of a message; a place without a value is a programming error and throws. */
export function fillMessage(template: string, params: Record<string, string | number> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = params[key]
    if (value === undefined) throw new Error(`message parameter ${key} is missing in: ${template}`)
    return String(value)
  })
}

/** An expected failure with a code of the one list in `codes.ts`; everything else that is thrown is a defect. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly action: string | undefined
  readonly fields: FieldErrors | undefined
  readonly params: Record<string, string | number>

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const entry: { message: string; action?: string } = ERRORS[code]
    super(fillMessage(entry.message, options.params), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.action = entry.action === undefined ? undefined : fillMessage(entry.action, options.params)
    this.fields = options.fields
    this.params = options.params ?? {}
  }
}

/** A refusal that belongs to one field of the page, in words that stand there alone. */
export function atField(error: AppError, field: string): AppError {
  const { code, message, action } = error
  return new AppError(code, { fields: { [field]: action === undefined ? message : `${message}，${action}` }, cause: error })
}
