import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppError, Envelope } from '#shared/errors/app-error'
import type { ErrorCode } from '#shared/errors/codes'
import { securityHeaders } from '../host/security-headers'
import { jsonHeaders } from '../host/stream-requests'

/** Status of what the host itself refuses; what the services refuse is an answer like any other (200). */
const STATUS: Partial<Record<ErrorCode, number>> = {
  'host.tokenRequired': 403,
  'host.foreignRequest': 403,
  'host.methodRefused': 405,
  'host.contentTypeRefused': 415,
  'host.tooLarge': 413,
  'host.pageNotFound': 404,
  'general.unknownCommand': 404,
}
export const statusOf = (code: ErrorCode): number => STATUS[code] ?? 400

export function sendEnvelope(response: ServerResponse, envelope: Envelope<unknown>, status = 200): void {
  response.writeHead(status, jsonHeaders()).end(JSON.stringify(envelope))
}

/** One object out for commands, a plain page in Chinese for whoever typed an address; nothing of the program is told. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, error: AppError, id: string): void {
  const status = statusOf(error.code)
  // What is still on its way in is read away by Node after the answer; cutting it off would lose the answer as well.
  if (/^\/(api|stream)\//.test(request.url ?? '')) {
    sendEnvelope(response, { ok: false, error: { code: error.code, message: error.message, action: error.action, fields: error.fields, id } }, status)
    return
  }
  response.writeHead(status, { ...securityHeaders(), 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`${error.message}。${error.action ?? ''}\n`)
}
