import type { Envelope } from '#shared/errors/app-error'

/**
 * What a shell offers the page. The desktop's preload puts one on `window.api`; in the browser shell the same calls go
 * to the host that served the page. Bytes always move by `fetch` to this page's own origin (`stream/<command>`), which the
 * desktop answers through its app:// protocol.
 */
export interface Transport {
  invoke(command: string, input: unknown, taskId?: string): Promise<Envelope<unknown>>
  /** Returns a function that stops listening. */
  on(event: string, listener: (payload: unknown) => void): () => void
}

declare global {
  interface Window {
    readonly api?: Transport
  }
}

const NO_CONNECTION: Envelope<never> = {
  ok: false,
  error: { code: 'general.unexpected', message: '与本机程序的连接已断开，操作没有完成', action: '请确认程序仍在运行，然后刷新本页', id: '00000000' },
}

/** The browser shell's transport: one POST a command, one WebSocket for events, reopened when it closes. */
export function createHttpTransport(): Transport {
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  let socket: WebSocket | undefined

  function connect(): void {
    socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/events`)
    socket.addEventListener('message', (message) => {
      const { event, payload } = JSON.parse(String(message.data)) as { event: string; payload: unknown }
      for (const listener of listeners.get(event) ?? []) listener(payload)
    })
    socket.addEventListener('close', () => {
      socket = undefined
      setTimeout(connect, 2000)
    })
  }

  return {
    async invoke(command, input, taskId) {
      try {
        const response = await fetch(`api/${command}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(taskId === undefined ? {} : { 'x-task-id': taskId }) },
          body: JSON.stringify(input),
        })
        return (await response.json()) as Envelope<unknown>
      } catch {
        return NO_CONNECTION
      }
    },
    on(event, listener) {
      if (socket === undefined) connect()
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
  }
}
