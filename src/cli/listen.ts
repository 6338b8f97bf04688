import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App, Fetch } from '../http/server/named-response.ts'
import { createHttpServer, type HttpServerOptions } from '../http/server/server.ts'
import { portFailure } from './port-failure.ts'

export interface Listener {
  server: Server
  /** Returns the port that it got. Throws a `CommandFailure` where it is not to be had. */
  listen(host: string, port: number): Promise<number>
  /** From now on `fetch` answers, first what has come since it listens. */
  answerWith(fetch: Fetch): void
}

/** A server that listens nowhere yet. The port is bound before the service is made, since the service is named by the URL that it listens on. */
export function createListener(options: Omit<HttpServerOptions, 'app'>): Listener {
  const ready = Promise.withResolvers<Fetch>()
  const app: App = { fetch: async (request, env) => (await ready.promise)(request, env) }
  const server = createHttpServer({ ...options, app })
  return {
    server,
    listen: (host, port) => bind(server, host, port),
    answerWith(fetch) {
      app.fetch = fetch
      ready.resolve(fetch)
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
