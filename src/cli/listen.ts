import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from '../http/server/named-response.ts'
import { createHttpServer, type HttpServerOptions } from '../http/server/server.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { why } from './support/failure.ts'

export interface Listener {
  server: Server
  /** Returns the port that it got. Throws a `CommandFailure` if it cannot get one. */
  listen(host: string, port: number): Promise<number>
  /** Lets `app` answer from now on. Requests that came before the first call are answered then. */
  answerWith(app: App): void
}

/**
 * Creates a server that does not listen yet. The port is taken before the service is composed, since the
 * issuer may be the URL with that port.
 */
export function createListener(options: Omit<HttpServerOptions, 'app'>): Listener {
  const ready = Promise.withResolvers<App>()
  const app: App = { fetch: async (request, env) => (await ready.promise).fetch(request, env) }
  const server = createHttpServer({ ...options, app })
  return {
    server,
    listen: (host, port) => bind(server, host, port),
    answerWith(given) {
      Object.assign(app, given)
      ready.resolve(given)
    },
  }
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) => reject(portFailure(cause, host, port))
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

export const isPortTaken = (error: unknown): boolean =>
  error instanceof CommandFailure && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'

/** Says why the port cannot be used, and what to do. */
function portFailure(cause: NodeJS.ErrnoException, host: string, port: number): CommandFailure {
  const at = `${host}, port ${port}`
  if (cause.code === 'EADDRINUSE')
    return new CommandFailure(EXIT.refused, `Something else listens on ${at}: stop that, or set another PORT.`, { cause })
  if (cause.code === 'EACCES')
    return new CommandFailure(EXIT.refused, `This user may not listen on ${at}: set a PORT of 1024 or more.`, { cause })
  return new CommandFailure(EXIT.refused, `It is not possible to listen on ${at} (${why(cause)}): correct HOST or PORT.`, {
    cause,
  })
}
