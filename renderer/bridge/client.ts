import type { DownloadName, EventName, EventPayload, Input, Output, PlainName, UploadName } from '#shared/contract/registry'
import type { Envelope, ErrorBody } from '#shared/errors/app-error'
import { createHttpTransport, type Transport } from './transport'

/** A refusal of the trusted side, as it crossed: code, Chinese message, what to do, field errors by path. */
export class CommandError extends Error {
  readonly body: ErrorBody
  constructor(body: ErrorBody) {
    super(body.message)
    this.name = 'CommandError'
    this.body = body
  }
}

const transport: Transport = window.api ?? createHttpTransport()

function unwrap(envelope: Envelope<unknown>): unknown {
  if (envelope.ok) return envelope.value
  throw new CommandError(envelope.error)
}

/** JSON only: reactive proxies and undefined members do not cross. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

/** Calls a command of the contract. @throws CommandError */
export async function invoke<K extends PlainName>(command: K, input: Input<K>, taskId?: string): Promise<Output<K>> {
  return unwrap(await transport.invoke(command, plain(input), taskId)) as Output<K>
}

/** Hears an event of the contract; returns a function that stops listening. */
export function listen<K extends EventName>(event: K, listener: (payload: EventPayload<K>) => void): () => void {
  return transport.on(event, (payload) => listener(payload as EventPayload<K>))
}

/** Address of a download command on this page's own origin, for <img>, <a download> and viewers. */
export function downloadUrl<K extends DownloadName>(command: K, input: Input<K>): string {
  return `stream/${command}?input=${encodeURIComponent(JSON.stringify(input))}`
}

/** Sends one file's bytes as a stream; `onProgress` gets bytes sent. @throws CommandError */
export function upload<K extends UploadName>(
  command: K, input: Input<K>, file: Blob, onProgress?: (sent: number, total: number) => void, signal?: AbortSignal,
): Promise<Output<K>> {
  return new Promise((resolve, reject) => {
    // XMLHttpRequest, because fetch cannot report upload progress.
    const request = new XMLHttpRequest()
    request.open('POST', `stream/${command}?input=${encodeURIComponent(JSON.stringify(plain(input)))}`)
    request.responseType = 'json'
    request.upload.addEventListener('progress', (event) => onProgress?.(event.loaded, event.total))
    request.addEventListener('load', () => {
      const envelope = request.response as Envelope<unknown> | null
      if (envelope?.ok) resolve(envelope.value as Output<K>)
      else reject(new CommandError(envelope?.error ?? failed('上传没有完成，文件没有保存')))
    })
    request.addEventListener('error', () => reject(new CommandError(failed('上传没有完成，文件没有保存'))))
    request.addEventListener('abort', () => reject(new CommandError({ ...failed('上传已取消，文件没有保存'), code: 'general.cancelled' })))
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function failed(message: string): ErrorBody {
  return { code: 'general.unexpected', message, action: '请确认程序仍在运行，然后重试', id: '00000000' }
}
