import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { protocol, type Session } from 'electron'
import type { Core } from '#core/create-core'
import { AppError } from '#shared/errors/app-error'
import { securityHeaders } from '../host/security-headers'
import { cacheHeader, type StaticFiles } from '../host/static-files'
import { downloadHeaders, jsonHeaders, readStreamRequest, refusalStatus, type StreamRequest } from '../host/stream-requests'
import { APP_ORIGIN, APP_SCHEME, isOwnAddress } from './origin'

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
}

export interface AppProtocolOptions {
  core: Core
  files: StaticFiles
  /** The client of the one window; undefined while there is none. */
  clientId(): string | undefined
}

const text = (status: number, message: string): Response =>
  new Response(message, { status, headers: { ...securityHeaders(), 'content-type': 'text/plain; charset=utf-8' } })

function toWeb(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream<Uint8Array>
}

/** A window that is closed in the middle of an upload is no defect: the service hears a cancelled upload. */
async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body === null) return
  try {
    for await (const chunk of Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>)) yield chunk as Uint8Array
  } catch (error) {
    throw new AppError('general.cancelled', { cause: error })
  }
}

async function answerStream({ core, clientId }: AppProtocolOptions, request: Request, stream: StreamRequest): Promise<Response> {
  const client = clientId()
  if (client === undefined || stream.direction === undefined) return text(404, '没有这个页面\n')
  if (request.method !== (stream.direction === 'upload' ? 'POST' : 'GET')) return text(405, '不支持这种请求方式\n')
  const { command, input } = stream
  if (stream.direction === 'upload') {
    return Response.json(await core.dispatch({ clientId: client, command, input, source: bodyOf(request) }), { headers: jsonHeaders() })
  }
  const envelope = await core.dispatch.download({ clientId: client, command, input })
  if (!envelope.ok) return Response.json(envelope, { status: refusalStatus(envelope.error), headers: jsonHeaders() })
  return new Response(toWeb(envelope.value.stream), { headers: downloadHeaders(envelope.value) })
}

function answerStatic(files: StaticFiles, request: Request, url: URL): Response {
  const file = files.find(url.pathname)
  if (file === undefined) return text(404, '没有这个页面\n')
  if (request.method !== 'GET') return text(405, '不支持这种请求方式\n')
  return new Response(toWeb(createReadStream(file.path)), {
    headers: { ...securityHeaders(), 'content-type': file.type, 'content-length': String(file.size), 'cache-control': cacheHeader(file) },
  })
}

/** app://beian/: the built page, and `stream/<command>` for bytes. Nothing of another origin may ask for anything. */
export function serveApp(session: Session, options: AppProtocolOptions): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const origin = request.headers.get('origin')
    if (!isOwnAddress(request.url) || (origin !== null && origin !== APP_ORIGIN)) return text(403, '拒绝来自其他地址的请求\n')
    const url = new URL(request.url)
    const stream = readStreamRequest(url)
    return stream === undefined ? answerStatic(options.files, request, url) : answerStream(options, request, stream)
  })
}
