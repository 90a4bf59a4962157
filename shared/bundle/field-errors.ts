import { ValidationError } from 'yup'
import type { FieldErrors } from '../errors/app-error'

/** Field paths and their first sentence from a yup error; undefined for any other error. */
export function fieldErrorsOf(error: unknown): FieldErrors | undefined {
  if (!(error instanceof ValidationError)) return undefined
  const fields: FieldErrors = {}
  for (const inner of error.inner.length > 0 ? error.inner : [error]) fields[inner.path || '.'] ??= inner.errors[0] ?? ''
  return fields
}
