/** One error: `message` says what happened, `action` what to do; both may hold `{places}` filled by AppError params. */
export interface ErrorEntry {
  message: string
  action?: string
}

/** Keeps the literal codes of a domain's error list so that `ErrorCode` is their union. */
export function defineErrors<const T extends Record<string, ErrorEntry>>(entries: T): T {
  return entries
}
