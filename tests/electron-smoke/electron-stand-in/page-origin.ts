import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { CustomScheme, Protocol } from 'electron'

/**
 * Chromium started from outside knows no app:// scheme, so its requests go to a loopback server under a *.localhost name
 * (a secure context, like app://), and from there, with their real addresses, to the handler the program registered.
 */
type Handler = Parameters<Protocol['handle']>[1]

const handlers = new Map<string, Handler>()
let schemes: readonly CustomScheme[] = []
let port = 0

export const protocol = {
  registerSchemesAsPrivileged(customSchemes) {
    schemes = customSchemes
  },
  handle(scheme, handler) {
    const known = schemes.find((entry) => entry.scheme === scheme)
    if (known?.privileges?.standard !== true || !known.privileges.secure || !known.privileges.supportFetchAPI || !known.privileges.stream) {
      throw new Error(`scheme ${scheme} lacks the privileges the page needs`)
    }
    handlers.set(scheme, handler)
  },
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>

/** app://beian/x → http://beian.app.localhost:PORT/x */
export function toPage(address: string): string {
  const url = new URL(address)
  const scheme = url.protocol.slice(0, -1)
  return handlers.has(scheme) ? `http://${url.host}.${scheme}.localhost:${port}${url.pathname}${url.search}${url.hash}` : address
}

/** The other way round; addresses of anything else stay as they are. */
export function fromPage(address: string): string {
  const url = new URL(address)
  const parts = url.hostname.split('.')
  if (parts.length !== 3 || parts[2] !== 'localhost' || url.port !== String(port)) return address
  return `${parts[1]}://${parts[0]}${url.pathname}${url.search}${url.hash}`
}

export const isPageHost = (url: URL): boolean => fromPage(url.href) !== url.href

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const address = fromPage(`http://${incoming.headers.host}${incoming.url}`)
  const handler = handlers.get(new URL(address).protocol.slice(0, -1))
  if (handler === undefined) {
    outgoing.writeHead(404).end()
    return
  }
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === 'string') headers.set(name, value)
  const origin = incoming.headers.origin
  if (origin !== undefined && origin !== 'null') headers.set('origin', new URL(fromPage(`${origin}/`)).href.replace(/\/$/, ''))
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
  const body = hasBody ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>) : null
  const init: RequestInit & { duplex: 'half' } = { method: incoming.method, headers, body, duplex: 'half' }
  const response = await handler(new Request(address, init))
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body === null) outgoing.end()
  else await pipeline(Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>), outgoing)
}

/** Started before the first page is opened. */
export async function servePages(): Promise<void> {
  if (port !== 0) return
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  port = address.port
  server.unref()
}
