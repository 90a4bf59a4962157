import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Core } from '#core/create-core'
import { AppError } from '#shared/errors/app-error'
import { downloadHeaders, refusalStatus, type StreamRequest } from '../host/stream-requests'
import { taskIdOf } from './api-route'
import { sendEnvelope } from './respond'

/** A page that goes away or cancels in the middle of an upload is no defect: the service hears a cancelled upload. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    // A service that stops reading (too large, wrong kind) must still get its refusal out on this connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer
  } catch (error) {
    throw new AppError('general.cancelled', { cause: error })
  }
}

/** POST stream/<upload>?input=…: the raw bytes of one file in, envelope out. GET stream/<download>?input=…: bytes out. */
export async function answerStream(
  core: Core, request: IncomingMessage, response: ServerResponse, stream: StreamRequest, clientId: string,
): Promise<void> {
  const { command, input, direction } = stream
  if (direction === undefined) throw new AppError('general.unknownCommand')
  if (request.method !== (direction === 'upload' ? 'POST' : 'GET')) throw new AppError('host.methodRefused')
  const taskId = taskIdOf(request.headers['x-task-id'])
  if (direction === 'upload') {
    sendEnvelope(response, await core.dispatch({ clientId, command, input, taskId, source: bodyOf(request) }))
    return
  }
  const envelope = await core.dispatch.download({ clientId, command, input, taskId })
  if (!envelope.ok) {
    sendEnvelope(response, envelope, refusalStatus(envelope.error))
    return
  }
  response.writeHead(200, downloadHeaders(envelope.value))
  await pipeline(Readable.from(envelope.value.stream, { objectMode: false }), response)
}
