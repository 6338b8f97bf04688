import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Log } from '../../log.ts'
import { type Connection, createConnection, createWaitingConnections, type WaitingConnections } from './connection.ts'
import { trackHandshakes } from './handshakes.ts'
import { makesHandshakes } from './tls.ts'

/** The limits of a server, by the names of Node. Times are in milliseconds. */
export interface ConnectionLimits {
  maxConnections: number
  keepAliveTimeout: number
  connectionsCheckingInterval: number
}

/** Tracks the connections of a server. It limits their number, and how long each may wait for a request. */
export function connectionsOf(server: Server, limits: ConnectionLimits, log: Log): Map<Socket, Connection> {
  const connections = new Map<Socket, Connection>()
  const waiting = waitingOn(server, limits)
  const makeRoom = createRoom(waiting, limits, log)
  let open = 0
  server.on('connection', (socket: Socket) => {
    if (!makeRoom(open)) return void socket.destroy()
    open += 1
    socket.once('close', () => {
      open -= 1
    })
  })
  const isTls = makesHandshakes(server)
  if (isTls) trackHandshakes(server, waiting)
  server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => {
    if (socket.destroyed) return
    connections.set(socket, createConnection(socket, waiting))
    socket.once('close', () => {
      connections.delete(socket)
      waiting.delete(socket)
    })
    // Node remembers the address after this first read. It cannot read it any more once the client has reset
    // the connection (REQUIREMENTS L 6).
    void socket.remoteAddress
  })
  return connections
}

function waitingOn(server: Server, { keepAliveTimeout, connectionsCheckingInterval }: ConnectionLimits): WaitingConnections {
  // Node keeps a connection one second longer than it tells the client. These sweeps close it only after
  // that.
  const nodeKeepsMs = keepAliveTimeout + server.keepAliveTimeoutBuffer
  const waiting = createWaitingConnections(Math.ceil(nodeKeepsMs / connectionsCheckingInterval) + 1)
  const sweeping = setInterval(waiting.sweep, connectionsCheckingInterval).unref()
  server.on('close', () => clearInterval(sweeping))
  server.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EMFILE' || code === 'ENFILE') waiting.closeSome()
  })
  return waiting
}

/**
 * Creates a function that makes room for a new connection, by closing the one that has waited longest.
 *
 * @returns a function that returns false if there are too many connections and none waits.
 */
function createRoom(
  { closeLongest }: WaitingConnections,
  { maxConnections }: ConnectionLimits,
  log: Log,
): (connections: number) => boolean {
  let isWarned = false
  return (connections) => {
    if (connections < maxConnections / 2) isWarned = false
    if (connections < maxConnections) return true
    if (!isWarned) log.warn('There are too many connections. Those that have waited longest for a request are closed.', { connections })
    isWarned = true
    return closeLongest()
  }
}
