import type { Download } from '#core/call'
import { commandDef, isCommandName } from '#shared/contract/registry'
import type { ErrorBody } from '#shared/errors/app-error'
import { ATTACHMENT_POLICY, PAGE_POLICY, PDF_POLICY, securityHeaders } from './security-headers'

/** A request for `stream/<command>?input=<json>`, as both shells answer it. */
export interface StreamRequest {
  command: string
  direction: 'upload' | 'download' | undefined
  /** Undefined when it is missing or no JSON: dispatch then refuses it as invalid. */
  input: unknown
}

const PREFIX = '/stream/'

/** Undefined when the address is not one of a stream command at all. */
export function readStreamRequest(url: URL): StreamRequest | undefined {
  if (!url.pathname.startsWith(PREFIX)) return undefined
  const command = url.pathname.slice(PREFIX.length)
  return { command, direction: isCommandName(command) ? commandDef(command).stream : undefined, input: parsed(url.searchParams.get('input')) }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** RFC 6266 with the RFC 5987 form for names beyond ASCII; the plain form is for programs that know no other. */
export function contentDisposition(kind: 'inline' | 'attachment', fileName: string): string {
  const clean = fileName.replace(/[\u0000-\u001f\u007f/\\]|\p{Surrogate}/gu, '_')
  const ascii = clean.replace(/[^\x20-\x7e]/g, '_').replace(/["%]/g, '_')
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

/** Headers of bytes going out. A file is always kept apart from the page: never sniffed, never scripted, never cached. */
export function downloadHeaders(download: Download): Record<string, string> {
  return {
    ...securityHeaders(download.type === 'application/pdf' ? PDF_POLICY : ATTACHMENT_POLICY),
    'content-type': download.type,
    'content-length': String(download.size),
    'content-disposition': contentDisposition(download.inline === true ? 'inline' : 'attachment', download.fileName),
    'cache-control': 'no-store',
  }
}

export function jsonHeaders(): Record<string, string> {
  return { ...securityHeaders(PAGE_POLICY), 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
}

/** A refused download must not look like a file to whoever asked for one (an <img>, a download manager). */
export function refusalStatus(error: ErrorBody): number {
  if (error.code === 'general.unexpected') return 500
  if (error.code === 'general.notFound' || error.code === 'general.unknownCommand') return 404
  return error.code.startsWith('account.') ? 403 : 400
}
