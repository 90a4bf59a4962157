import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Core } from '#core/create-core'
import type { AccessCheck } from './access'

/** Nothing is ever sent to us on this socket. */
const MAX_PAYLOAD = 1024

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}

/** GET /events, upgraded: the core's events to the browsers they are meant for. Returns what closes all of them. */
export function serveEvents(server: Server, core: Core, access: AccessCheck): () => void {
  const sockets = new Map<WebSocket, string>()
  const upgrader = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD, perMessageDeflate: false })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const outcome = request.url === '/events' ? access.checkSocket(request) : undefined
    if (outcome?.ok !== true) {
      refuse(socket)
      return
    }
    upgrader.handleUpgrade(request, socket, head, (client) => {
      sockets.set(client, outcome.clientId)
      client.on('message', () => client.close(1003))
      client.on('error', () => client.terminate())
      client.on('close', () => sockets.delete(client))
    })
  })

  const silence = core.on(({ name, payload, clientIds }) => {
    const message = JSON.stringify({ event: name, payload })
    for (const [client, clientId] of sockets) {
      if (clientIds === undefined || clientIds.includes(clientId)) client.send(message)
    }
  })

  return () => {
    silence()
    for (const client of sockets.keys()) client.terminate()
    upgrader.close()
  }
}
