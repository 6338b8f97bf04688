/**
 * Node's HTTP server, set up so that no client costs more than its share, and so that every refusal has the shape that the contract gives it, also where there is no
 * request for the routes to answer.
 *
 * @module
 */

import { createServer, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { Config } from '../../config.ts'
import type { Refusal } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { System } from '../../system.ts'
import type { Bindings } from '../environment.ts'
import { defectResponse, type ErrorAnswer, errorAnswer, errorResponse } from '../error-response.ts'
import { reasonOf } from '../refused.ts'
import { MAX_BODY_BYTES } from '../request/body-limit.ts'
import { createClientAddress } from '../request/client-address.ts'
import { connectionsOf } from './connections.ts'
import { connectFault, malformed, parseFault, requestFault } from './request-fault.ts'
import { logged } from './request-log.ts'
import { commonHeaders, type NamedResponse, responseWith } from './response-headers.ts'

export type Fetch = (request: Request, env: Bindings) => Response | Promise<Response>

/** What a slow or endless client may cost, in milliseconds and bytes. */
export const SERVER_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
  /** Of a connection on which nothing moves at all, be it that its client does not read the answers. */
  timeout: 30_000,
  maxHeaderSize: 16 * 1024,
  /**
   * Of a connection between two requests. Longer than proxies keep one, so that none sends a request on a
   * connection that is being closed.
   */
  keepAliveTimeout: 130_000,
  /**
   * Past this, the connection that has waited longest for a request is closed for each new one. Each takes
   * some 16 kB.
   */
  maxConnections: 5_000,
}

export interface HttpServerOptions {
  fetch: Fetch
  /** In place of the time in `SERVER_LIMITS`. */
  keepAliveSeconds?: number | undefined
  issuer: Config['issuer']
  trustedProxies: Config['trustedProxies']
  log: Log
  system: System
  /** Instead of those above, for tests. */
  limits?: Partial<Limits> | undefined
}

type Limits = typeof SERVER_LIMITS

export function createHttpServer({ fetch, keepAliveSeconds, issuer, trustedProxies, log, system, limits }: HttpServerOptions): Server {
  const headers = commonHeaders({ issuer })
  const kept = keepAliveSeconds === undefined ? {} : { keepAliveTimeout: keepAliveSeconds * 1000 }
  const inForce = { ...SERVER_LIMITS, ...kept, ...limits }
  const server = createLimitedServer(inForce, responseWith(headers))
  const connections = connectionsOf(server, inForce, log)
  const clientAddress = createClientAddress(trustedProxies)
  const noted: Noted = (fault, socket) => {
    log.info('refused unread', { code: fault.code, reason: reasonOf(fault), cause: fault.cause, address: socket?.remoteAddress })
    return fault
  }
  const listener = listenerOf(logged(fetch, { log, clientAddress, system }), log, noted)

  server.on('request', (incoming, outgoing) => {
    const connection = connections.get(incoming.socket)
    if (connection?.owe(outgoing) !== true) return
    const fault = requestFault(incoming)
    // An upgrade is not made, which RFC 9110 §7.8 allows; but what comes with it in one packet Node drops unread, and would go on in the middle of it.
    if (fault !== undefined || incoming.headers.upgrade !== undefined) {
      connection.close()
      outgoing.shouldKeepAlive = false
    }
    if (fault === undefined) void listener(incoming, outgoing)
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

/** Logs what nobody reads further, with the address of the connection: what a proxy says of it was not read either. */
type Noted = (fault: Refusal, socket?: Socket) => Refusal

/** The adaptor between Node's requests and the routes. */
function listenerOf(fetch: Fetch, log: Log, noted: Noted): ReturnType<typeof getRequestListener> {
  return getRequestListener((request, env) => fetch(request, env as Bindings), {
    hostname: 'localhost',
    errorHandler(error) {
      // A Host that no URL can have. Anything else is a defect.
      if (error instanceof RequestError) return errorResponse(noted(malformed(error)))
      log.error('a defect', { error })
      return defectResponse()
    },
    // It sets no bound to what is left of a GET; `connection.ts` sets one for all.
    autoCleanupIncoming: false,
  })
}

function createLimitedServer({ timeout, maxConnections: _, ...limits }: Limits, Response: typeof NamedResponse): Server {
  // A request without Host Node would answer by itself, without a body. One that announces no body needs no stream for it.
  const server = createServer({ ...limits, ServerResponse: Response, requireHostHeader: false, optimizeEmptyRequests: true })
  server.timeout = timeout
  // Whose body is too large is not asked for it. Any other expectation may be ignored (RFC 9110 §10.1.1).
  server.on('checkContinue', (incoming, outgoing) => {
    if (Number(incoming.headers['content-length'] ?? 0) <= MAX_BODY_BYTES) outgoing.writeContinue()
    server.emit('request', incoming, outgoing)
  })
  server.on('checkExpectation', (incoming, outgoing) => server.emit('request', incoming, outgoing))
  return server
}

/** Tells of what is no request that the routes could answer. Whoever has sent nothing yet gets no answer either: browsers connect in advance. */
function onRefused(server: Server, refuse: (socket: Socket, fault: Refusal) => void): void {
  server.on('clientError', (error, socket) => {
    const fault = parseFault(error)
    if (fault === undefined || (socket as Socket).bytesRead === 0) socket.destroy()
    else refuse(socket as Socket, fault)
  })
  server.on('connect', ({ socket }) => {
    // From here on Node leaves the connection to us.
    socket.on('error', () => socket.destroy()).resume()
    refuse(socket, connectFault())
  })
}

function writeAnswer(outgoing: ServerResponse, { status, headers, body }: ErrorAnswer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}
