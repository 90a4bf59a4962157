import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Core } from '#core/create-core'
import { isPlainName } from '#shared/contract/channels'
import { AppError } from '#shared/errors/app-error'
import { sendEnvelope } from './respond'

/** Largest JSON body of a command; a form with all its fields has some tens of kilobytes. */
export const BODY_LIMIT_MB = 2
const BODY_LIMIT = BODY_LIMIT_MB * 1024 * 1024

const tooLarge = (): AppError => new AppError('host.tooLarge', { params: { limit: BODY_LIMIT_MB } })

async function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop must not destroy the request: the refusal still has to go out on its connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > BODY_LIMIT) throw tooLarge()
    chunks.push(bytes)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new AppError('host.notJson')
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new AppError('host.notJson')
  }
}

/** The client's own id of a long command; absent on most. */
export function taskIdOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^[0-9a-f-]{36}$/.test(header)) return header
  throw new AppError('general.invalidInput')
}

/** POST /api/<command>: JSON in, envelope out. Which commands there are is the contract's business alone. */
export async function answerApi(core: Core, request: IncomingMessage, response: ServerResponse, url: URL, clientId: string): Promise<void> {
  const command = url.pathname.slice('/api/'.length)
  if (!isPlainName(command)) throw new AppError('general.unknownCommand')
  if (request.method !== 'POST') throw new AppError('host.methodRefused')
  if (!/^application\/json(\s*;\s*charset=utf-8)?$/i.test(request.headers['content-type'] ?? '')) throw new AppError('host.contentTypeRefused')
  const input = parsed(await readBody(request))
  sendEnvelope(response, await core.dispatch({ clientId, command, input, taskId: taskIdOf(request.headers['x-task-id']) }))
}
