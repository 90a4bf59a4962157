/**
 * What every validator answers: the normalised value, or one Chinese sentence that says what is wrong and what to do.
 * `warning` marks a value that may be kept but should be looked at.
 */
export type ValidationResult<V = string> = { ok: true; value: V; warning?: string } | { ok: false; message: string }

export const valid = <V>(value: V, warning?: string): ValidationResult<V> =>
  warning === undefined ? { ok: true, value } : { ok: true, value, warning }
export const invalid = (message: string): { ok: false; message: string } => ({ ok: false, message })
