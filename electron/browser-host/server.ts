import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Core } from '#core/create-core'
import type { Ports } from '#core/ports'
import { AppError } from '#shared/errors/app-error'
import { securityHeaders } from '../host/security-headers'
import { cacheHeader, listStaticFiles, type StaticFiles } from '../host/static-files'
import { readStreamRequest } from '../host/stream-requests'
import { createAccessCheck } from './access'
import { answerApi } from './api-route'
import { serveEvents } from './events-socket'
import { sendRefusal } from './respond'
import { answerStream } from './stream-route'

export interface ServeOptions {
  core: Core
  ports: Pick<Ports, 'clock' | 'ids' | 'logger'>
  /** Folder of the built page. */
  rendererDir: string
  /** 0: any free one. */
  port: number
}

export interface BrowserHost {
  origin: string
  /** The address with this run's token. */
  url: string
  /** Takes no more requests, waits for those under way, ends the connections. The core stays open. */
  close(): Promise<void>
}

const HOST = '127.0.0.1'

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no address'))
      else resolve(address.port)
    })
  })
}

async function answerStatic(files: StaticFiles, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  // The raw path: URL would already have folded /../ away, and such a path is never one of ours.
  const raw = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const file = raw === url.pathname ? files.find(raw) : undefined
  if (file === undefined) throw new AppError('host.pageNotFound')
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new AppError('host.methodRefused')
  response.writeHead(200, { ...securityHeaders(), 'content-type': file.type, 'content-length': file.size, 'cache-control': cacheHeader(file) })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file.path), response)
}

/** The browser shell: the core and the built page on 127.0.0.1, for the browser that was given this run's address. */
export async function serveBrowser({ core, ports, rendererDir, port }: ServeOptions): Promise<BrowserHost> {
  const files = await listStaticFiles(rendererDir)
  const server = createServer()
  // A large bundle on a slow stick may take longer than Node's five minutes.
  server.requestTimeout = 0
  // The port is part of what is checked, so requests are answered from here on only.
  const origin = `http://${HOST}:${await listen(server, port)}`
  const access = createAccessCheck(origin, ports.ids)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!URL.canParse(request.url ?? '', origin)) throw new AppError('host.pageNotFound')
    const url = new URL(request.url ?? '/', origin)
    const outcome = access.check(request, url)
    if (!outcome.ok) throw new AppError(outcome.code)
    if (outcome.setCookie !== undefined) response.setHeader('set-cookie', outcome.setCookie)
    if (url.pathname === '/' && url.searchParams.has('token')) {
      // The token leaves the address bar and the history at once.
      response.writeHead(303, { ...securityHeaders(), location: '/', 'cache-control': 'no-store' }).end()
      return
    }
    if (url.pathname.startsWith('/api/')) return answerApi(core, request, response, url, outcome.clientId)
    const stream = readStreamRequest(url)
    if (stream !== undefined) return answerStream(core, request, response, stream, outcome.clientId)
    return answerStatic(files, request, response, url)
  }

  function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (response.headersSent) {
      // Bytes were on their way: a cut connection tells the browser that they are not whole.
      response.destroy()
      return
    }
    const id = ports.ids.uuid()
    const refusal = error instanceof AppError ? error : new AppError('general.unexpected')
    const detail = error instanceof AppError ? undefined : error instanceof Error ? error.stack : String(error)
    ports.logger.write({ at: ports.clock.now(), level: detail === undefined ? 'warn' : 'error', source: 'browser-host', id, message: refusal.code, detail })
    sendRefusal(request, response, refusal, id)
  }

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => fail(request, response, error))
  })
  const closeEvents = serveEvents(server, core, access)
  return {
    origin,
    url: `${origin}/?token=${access.token}`,
    close: () => new Promise((resolve) => {
      closeEvents()
      server.close(() => resolve())
      server.closeIdleConnections()
    }),
  }
}
