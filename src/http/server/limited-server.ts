import { createServer, type Server } from 'node:http'
import type { Log } from '../../log.ts'
import { MAX_BODY_BYTES } from '../request/body.ts'
import type { NamedResponse } from './named-response.ts'
import { createTlsServer, type ServerCertificate } from './tls.ts'

/** Limits what a slow or endless client may cost. Times are in milliseconds, sizes in bytes. */
export const SERVER_LIMITS = {
  /** For the handshake of TLS, from the connection on. */
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
  /** For a connection on which nothing moves, for example because its client does not read the answers. */
  timeout: 30_000,
  maxHeaderSize: 16 * 1024,
  /**
   * For a connection between two requests. Most proxies keep one for a shorter time, so that none uses one
   * that is being closed.
   */
  keepAliveTimeout: 130_000,
  /**
   * Above this number, each new connection closes the one that has waited longest. A connection takes some
   * 16 kB.
   */
  maxConnections: 5_000,
}

export type Limits = typeof SERVER_LIMITS

/** Creates a server of HTTP, or of HTTPS if there is a certificate. */
export function createLimitedServer(
  { timeout, maxConnections: _, ...limits }: Limits,
  Response: typeof NamedResponse,
  { certificate, log }: { certificate: ServerCertificate | undefined; log: Log },
): Server {
  // By default Node itself answers a request without Host, and that answer has no body. A request that
  // announces no body needs no stream.
  const options = { ...limits, ServerResponse: Response, requireHostHeader: false, optimizeEmptyRequests: true }
  const server = certificate === undefined ? createServer(options) : createTlsServer(certificate, options, log)
  server.timeout = timeout
  // A client is not told to send a body that is too large. Any other expectation may be ignored (RFC 9110
  // §10.1.1).
  server.on('checkContinue', (incoming, outgoing) => {
    if (Number(incoming.headers['content-length'] ?? 0) <= MAX_BODY_BYTES) outgoing.writeContinue()
    server.emit('request', incoming, outgoing)
  })
  server.on('checkExpectation', (incoming, outgoing) => server.emit('request', incoming, outgoing))
  return server
}
