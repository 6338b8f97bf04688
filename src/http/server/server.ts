/**
 * The HTTP server of Node, set up so that no client costs more than its share. Every refusal has the shape
 * that the contract gives it, even if the routes have no request to answer.
 *
 * This room knows Node's connections, and requests before they are read. It does not know the operations:
 * it gets them as one `fetch`. To add a check of a request that Node's parser lets through, see
 * `request-fault.ts`. A header of every answer goes into `named-response.ts`, and a limit into
 * `limited-server.ts`.
 *
 * @module
 */

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { Config } from '../../config.ts'
import { newRequestCounts, type RequestCounts } from '../../counts/request-counts.ts'
import type { Refusal } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { System } from '../../system.ts'
import { defectResponse, type ErrorAnswer, errorAnswer, errorResponse } from '../error-response.ts'
import { reasonOf } from '../refusal-log.ts'
import { createClientAddress } from '../request/caller.ts'
import { createArrivals } from './arrivals.ts'
import { connectionsOf } from './connections.ts'
import { createLimitedServer, type Limits, SERVER_LIMITS } from './limited-server.ts'
import { type App, type Bindings, commonHeaders, type Fetch, logged, responseWith } from './named-response.ts'
import { connectFault, malformed, parseFault, requestFault } from './request-fault.ts'
import type { ServerCertificate } from './tls.ts'

export interface HttpServerOptions {
  app: App
  /** Replaces `keepAliveTimeout` of `SERVER_LIMITS`. */
  keepAliveSeconds?: number | undefined
  /** If absent, the server speaks plain HTTP. */
  certificate?: ServerCertificate | undefined
  issuer: Config['issuer']
  /** In `dev` no answer may bind a browser to HTTPS. */
  demo?: Config['demo'] | undefined
  trustedProxies: Config['trustedProxies']
  log: Log
  system: System
  counts?: RequestCounts | undefined
  /** Replaces members of `SERVER_LIMITS`, for tests. */
  limits?: Partial<Limits> | undefined
}

/** Creates the server, which does not listen yet. */
export function createHttpServer({
  app,
  keepAliveSeconds,
  certificate,
  trustedProxies,
  log,
  system,
  counts = newRequestCounts(),
  limits,
  ...names
}: HttpServerOptions): Server {
  const headers = commonHeaders(names)
  const keepAlive = keepAliveSeconds === undefined ? {} : { keepAliveTimeout: keepAliveSeconds * 1000 }
  const inForce = { ...SERVER_LIMITS, ...keepAlive, ...limits }
  const server = createLimitedServer(inForce, responseWith(headers), { certificate, log })
  const connections = connectionsOf(server, inForce, log)
  const clientAddress = createClientAddress(trustedProxies)
  const noted: Noted = (fault, socket) => {
    counts.unread.set(fault.code, (counts.unread.get(fault.code) ?? 0) + 1)
    log.info('refused before the request was read', {
      code: fault.code,
      reason: reasonOf(fault),
      cause: fault.cause,
      address: socket?.remoteAddress,
    })
    return fault
  }
  let arrivedAtMs = 0
  const addressOf = (incoming: IncomingMessage) => clientAddress(incoming).address
  const named = logged(app, { log, addressOf, system, counts, arrivedAtMs: () => arrivedAtMs })
  const listener = listenerOf(named, log, noted)
  const arrive = createArrivals(app, system, (outgoing, atMs) => {
    arrivedAtMs = atMs
    void listener(outgoing.req, outgoing)
  })

  server.on('request', (incoming, outgoing) => {
    const connection = connections.get(incoming.socket)
    if (connection?.owe(outgoing) !== true) return
    const fault = requestFault(incoming)
    // The service makes no upgrade (RFC 9110 §7.8). Node drops the bytes that came in the same packet, so
    // the connection has to end.
    if (fault !== undefined || incoming.headers.upgrade !== undefined) {
      connection.close()
      outgoing.shouldKeepAlive = false
    }
    if (fault === undefined) arrive(outgoing)
    else writeAnswer(outgoing, errorAnswer(noted(fault, incoming.socket)))
  })
  onRefused(server, (socket, fault) => {
    void connections.get(socket)?.refuse(() => {
      const answer = errorAnswer(noted(fault, socket))
      return { ...answer, headers: { ...headers, date: new Date(system.nowMs()).toUTCString(), ...answer.headers } }
    })
  })
  return server
}

/**
 * Logs a request that is refused before it is read, with the address of the connection. What a proxy says
 * of the client is not read either.
 */
type Noted = (fault: Refusal, socket?: Socket) => Refusal

/** Creates the adapter between the requests of Node and the routes. */
function listenerOf(fetch: Fetch, log: Log, noted: Noted): ReturnType<typeof getRequestListener> {
  return getRequestListener((request, env) => fetch(request, env as Bindings), {
    hostname: 'localhost',
    errorHandler(error) {
      // No URL can have this Host. Any other error is a defect.
      if (error instanceof RequestError) return errorResponse(noted(malformed(error)))
      log.error('the request failed because of a defect in Mintmark', { error })
      return defectResponse()
    },
    // The adapter does not limit the rest of the body of a GET. `connection.ts` limits it for all methods.
    autoCleanupIncoming: false,
  })
}

/**
 * Calls `refuse` for what the routes cannot answer. A client that has sent nothing gets no answer, because
 * browsers connect in advance.
 */
function onRefused(server: Server, refuse: (socket: Socket, fault: Refusal) => void): void {
  server.on('clientError', (error, socket) => {
    const fault = parseFault(error)
    if (fault === undefined || (socket as Socket).bytesRead === 0) socket.destroy()
    else refuse(socket as Socket, fault)
  })
  server.on('connect', ({ socket }) => {
    // From here on Node leaves the connection to this code.
    socket.on('error', () => socket.destroy()).resume()
    refuse(socket, connectFault())
  })
}

function writeAnswer(outgoing: ServerResponse, { status, headers, body }: ErrorAnswer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}
