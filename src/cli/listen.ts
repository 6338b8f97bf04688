import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import type { App } from '../http/server/named-response.ts'
import { createHttpServer, type HttpServerOptions } from '../http/server/server.ts'
import { type ServerCertificate, showCertificate } from '../http/server/tls.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { why } from './support/failure.ts'

export interface Listener {
  server: Server
  /** Returns the port that it got. Throws a `CommandFailure` if it cannot get one. */
  listen(host: string, port: number): Promise<number>
  /** Shows another certificate to later connections. Throws if OpenSSL refuses it. */
  showCertificate(certificate: ServerCertificate): void
  /** Lets `app` answer from now on. Requests that came before the first call are answered then. */
  answerWith(app: App): void
}

/**
 * Creates a server that does not listen yet. The port is taken before the service is composed, since the
 * issuer may be the URL with that port.
 */
export function createListener({ reusePort, ...options }: Omit<HttpServerOptions, 'app'> & Pick<Config['http'], 'reusePort'>): Listener {
  const ready = Promise.withResolvers<App>()
  const app: App = { fetch: async (request, env) => (await ready.promise).fetch(request, env) }
  const server = createServer({ ...options, app })
  return {
    server,
    showCertificate: (certificate) => showCertificate(server, certificate),
    async listen(host, port) {
      const got = await bind(server, { host, port, reusePort })
      // For example, no file descriptor is left for one more connection. The open connections go on.
      server.on('error', (error) =>
        options.log.error(
          'a connection could not be accepted; those that are open go on. If the code is EMFILE, raise the limit of open files (ulimit -n).',
          { error },
        ),
      )
      return got
    },
    answerWith(given) {
      Object.assign(app, given)
      ready.resolve(given)
    },
  }
}

function createServer(options: HttpServerOptions): Server {
  try {
    return createHttpServer(options)
  } catch (cause) {
    if (options.certificate === undefined) throw cause
    throw new CommandFailure(
      EXIT.refused,
      `MINTMARK_TLS_CERT_FILE and MINTMARK_TLS_KEY_FILE: OpenSSL refuses the certificate or its key (${why(cause)}). Make a new pair, with an EC key (P-256) or an RSA key of 2048 bits or more.`,
      { cause },
    )
  }
}

type Address = Pick<Config['http'], 'host' | 'port' | 'reusePort'>

function bind(server: Server, http: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) => reject(portFailure(cause, http))
    server.once('error', fail)
    server.listen(http, () => {
      server.off('error', fail)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

export const isPortTaken = (error: unknown): boolean =>
  error instanceof CommandFailure && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'

/** Says why the port cannot be used, and what to do. */
function portFailure(cause: NodeJS.ErrnoException, { host, port, reusePort }: Address): CommandFailure {
  const at = `${host}, port ${port}`
  if (reusePort && cause.code === 'ENOTSUP')
    return new CommandFailure(
      EXIT.refused,
      'MINTMARK_REUSE_PORT: It may be on only where processes can share a port, as on Linux and FreeBSD. Leave it out, and give each process a PORT of its own.',
      { cause },
    )
  if (reusePort && cause.code === 'EADDRINUSE')
    return new CommandFailure(
      EXIT.refused,
      `Something listens on ${at} and does not share it: stop that, or run it as this user and with MINTMARK_REUSE_PORT=on.`,
      { cause },
    )
  if (cause.code === 'EADDRINUSE')
    return new CommandFailure(EXIT.refused, `Something else listens on ${at}: stop that, or set another PORT.`, { cause })
  if (cause.code === 'EACCES')
    return new CommandFailure(EXIT.refused, `This user may not listen on ${at}: set a PORT of 1024 or more.`, { cause })
  return new CommandFailure(EXIT.refused, `It is not possible to listen on ${at} (${why(cause)}): correct HOST or PORT.`, {
    cause,
  })
}
