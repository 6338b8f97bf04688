import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { WaitingConnections } from './connection.ts'

/**
 * Counts a connection in its handshake as waiting, so that it is closed first if there are too many. Use it
 * only for a server with TLS.
 */
export function trackHandshakes(server: Server, waiting: Pick<WaitingConnections, 'add' | 'delete'>): void {
  // Node gives TLS a socket of its own. The two have nothing in common that is public but the client's end.
  const handshakes = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    if (socket.destroyed) return
    const client = clientOf(socket)
    handshakes.set(client, socket)
    waiting.add(socket)
    socket.once('close', () => {
      waiting.delete(socket)
      if (handshakes.get(client) === socket) handshakes.delete(client)
    })
  })
  server.on('secureConnection', (secure: Socket) => {
    const client = clientOf(secure)
    const socket = handshakes.get(client)
    handshakes.delete(client)
    if (socket !== undefined) waiting.delete(socket)
  })
}

const clientOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
