import type { IncomingMessage, Server } from 'node:http'
import { createServer, Server as HttpsServer, type ServerOptions } from 'node:https'
import type { Log } from '../../log.ts'
import type { NamedResponse } from './named-response.ts'

/** A certificate with its chain, and its private key, as PEM. */
export interface ServerCertificate {
  cert: string
  key: string
}

/**
 * TLS 1.2 and later with forward secrecy and authenticated encryption (RFC 9325 §4.2). The names with `TLS_`
 * are those of TLS 1.3.
 */
const CIPHERS = [
  ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
].join(':')

const contextOf = ({ cert, key }: ServerCertificate) => ({ cert, key, ciphers: CIPHERS, minVersion: 'TLSv1.2' }) as const

type Options = ServerOptions<typeof IncomingMessage, typeof NamedResponse>

/** @throws {Error} if OpenSSL refuses the certificate, for example because its key is too short. */
export function createTlsServer(certificate: ServerCertificate, options: Options, log: Log): Server {
  const server = createServer({ ...options, ...contextOf(certificate) })
  server.on('tlsClientError', (error: NodeJS.ErrnoException, { remoteAddress: address }) =>
    log.debug('a TLS handshake failed', {
      reason: error.code === 'ERR_SSL_HTTP_REQUEST' ? 'plain HTTP was sent to the port of HTTPS' : (error.code ?? error.message),
      address,
    }),
  )
  return server
}

/**
 * Shows another certificate to every later connection. Open connections go on with the one that they have.
 *
 * @throws {Error} if OpenSSL refuses the certificate. The server then goes on with the one that it has.
 */
export function showCertificate(server: Server, certificate: ServerCertificate): void {
  if (server instanceof HttpsServer) server.setSecureContext(contextOf(certificate))
}

/** Whether connections make a handshake before they carry requests. */
export const makesHandshakes = (server: Server): boolean => server instanceof HttpsServer
