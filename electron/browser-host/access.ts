import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Ids } from '#core/ports'
import type { ErrorCode } from '#shared/errors/codes'

/** Who sent a request, or why it is refused. `setCookie` is for a client that came with the token for the first time. */
export type AccessOutcome = { ok: true; clientId: string; setCookie?: string } | { ok: false; code: ErrorCode }

export interface AccessCheck {
  /** Part of the address that lets a browser in; new in every run. */
  readonly token: string
  /** Every HTTP request. */
  check(request: IncomingMessage, url: URL): AccessOutcome
  /** The WebSocket's upgrade: a page of ours that has the cookie already. */
  checkSocket(request: IncomingMessage): AccessOutcome
}

const SECRET_BYTES = 32
const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url')

/** Digests have one length, so comparing them tells nothing about how much of the secret was right. */
function same(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}

/**
 * Lets in the browser that was given this run's address, and nobody else on the machine or the network: `Host` must be
 * ours (a foreign name pointing at 127.0.0.1 is refused), `Origin` must be ours or absent, and the cookie or the token
 * must be there. The cookie's name has the port in it, because browsers do not keep cookies of two ports apart.
 */
export function createAccessCheck(origin: string, ids: Ids): AccessCheck {
  const token = secret()
  const { host, port } = new URL(origin)
  const cookieName = `beian-${port}`
  /** Digest of the cookie → client. */
  const clients = new Map<string, string>()
  const keyOf = (cookie: string): string => createHash('sha256').update(cookie).digest('base64')

  function foreign(request: IncomingMessage, originRequired: boolean): boolean {
    if (request.headers.host !== host) return true
    const from = request.headers.origin
    if (from === undefined ? originRequired : from !== origin) return true
    const site = request.headers['sec-fetch-site']
    return site !== undefined && site !== 'same-origin' && site !== 'none'
  }

  function known(request: IncomingMessage): string | undefined {
    const cookie = cookieOf(request, cookieName)
    return cookie === undefined ? undefined : clients.get(keyOf(cookie))
  }

  return {
    token,
    check(request, url) {
      if (foreign(request, false)) return { ok: false, code: 'host.foreignRequest' }
      const clientId = known(request)
      if (clientId !== undefined) return { ok: true, clientId }
      if (!same(url.searchParams.get('token') ?? '', token)) return { ok: false, code: 'host.tokenRequired' }
      const cookie = secret()
      const fresh = ids.uuid()
      clients.set(keyOf(cookie), fresh)
      return { ok: true, clientId: fresh, setCookie: `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict` }
    },
    checkSocket(request) {
      if (foreign(request, true)) return { ok: false, code: 'host.foreignRequest' }
      const clientId = known(request)
      return clientId === undefined ? { ok: false, code: 'host.tokenRequired' } : { ok: true, clientId }
    },
  }
}
