import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Log } from '../../log.ts'
import { type Connection, createConnection, createWaitingConnections, type WaitingConnections } from './connection.ts'

/** Times in milliseconds, as Node's server has them. */
export interface ConnectionLimits {
  maxConnections: number
  keepAliveTimeout: number
  connectionsCheckingInterval: number
}

/**
 * Follows the connections of a server, and keeps their number and the time that each waits for a request
 * within the limits.
 */
export function connectionsOf(server: Server, limits: ConnectionLimits, log: Log): Map<Socket, Connection> {
  const connections = new Map<Socket, Connection>()
  const waiting = waitingOn(server, limits)
  const makeRoom = createRoom(waiting, limits, log)
  server.on('connection', (socket) => {
    if (!makeRoom(connections.size)) return void socket.destroy()
    connections.set(socket, createConnection(socket, waiting))
    socket.once('close', () => {
      connections.delete(socket)
      waiting.delete(socket)
    })
    // Once asked, Node remembers it; a connection that the client has reset can no longer be asked (L 6).
    void socket.remoteAddress
  })
  return connections
}

function waitingOn(server: Server, { keepAliveTimeout, connectionsCheckingInterval }: ConnectionLimits): WaitingConnections {
  // Node keeps a connection a second longer than it tells the client. These sweeps come after that.
  const keptMs = keepAliveTimeout + server.keepAliveTimeoutBuffer
  const waiting = createWaitingConnections(Math.ceil(keptMs / connectionsCheckingInterval) + 1)
  const sweeping = setInterval(waiting.sweep, connectionsCheckingInterval).unref()
  server.on('close', () => clearInterval(sweeping))
  server.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EMFILE' || code === 'ENFILE') waiting.closeSome()
  })
  return waiting
}

/**
 * @returns what closes the connection that has waited longest, if there are too many. It returns false if
 * none waits.
 */
function createRoom(
  { closeLongest }: WaitingConnections,
  { maxConnections }: ConnectionLimits,
  log: Log,
): (connections: number) => boolean {
  let isTold = false
  return (connections) => {
    if (connections < maxConnections / 2) isTold = false
    if (connections < maxConnections) return true
    if (!isTold) log.warn('There are too many connections. Those that have waited longest for a request are closed.', { connections })
    isTold = true
    return closeLongest()
  }
}
