import { AppError } from '#shared/errors/app-error'

/** Whether it is an expected failure of this domain. */
export function isAppError(error: unknown, prefix: string): boolean {
  return error instanceof AppError && error.code.startsWith(prefix)
}
