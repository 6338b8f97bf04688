import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { conforming } from '../support/conformance.ts'

export interface SeenRequest {
  /** Method and path, such as `GET /me`. */
  line: string
  headers: IncomingMessage['headers']
  form: URLSearchParams
}

/**
 * What happens to a request. `forward` sends it on to the service and checks the answer against the contract.
 */
type Fate = (forward: () => Promise<Response>) => Promise<Response | 'cut' | 'cut in the body'>

/**
 * A proxy between a client and the service. It counts requests, and can lose or replace answers as a network
 * would.
 */
export interface Between {
  url: string
  seen: SeenRequest[]
  /** Returns how many requests with this method and path, such as `GET /me`, have arrived. */
  count(line: string): number
  refreshes(): SeenRequest[]
  /** Applies a fate to the next `times` requests with this method and path. */
  meet(line: string, fate: Fate, times?: number): void
  stop(): void
}

/** The service handles the request, but its answer is lost. */
export const loseAnswer: Fate = async (forward) => {
  await forward()
  return 'cut'
}

export const answer =
  (status: number, headers: Record<string, string> = {}, body = '{"detail":"Later."}'): Fate =>
  async () =>
    new Response(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } })

export async function standBetween(serviceUrl: string): Promise<Between> {
  const seen: SeenRequest[] = []
  const fates: { line: string; fate: Fate; times: number }[] = []

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request
    const body = await buffer(request)
    const line = `${method} ${path.replace(/\?.*/, '')}`
    seen.push({ line, headers, form: new URLSearchParams(body.toString()) })
    const forward = async () => {
      const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...kept } = headers
      const init = { method, headers: kept as Record<string, string>, ...(body.length > 0 ? { body } : {}) }
      return conforming(method, `${serviceUrl}${path}`, await fetch(`${serviceUrl}${path}`, init), {
        headers: init.headers,
        body: String(body),
      })
    }
    const met = fates.find((fate) => fate.line === line && fate.times > 0)
    if (met !== undefined) met.times -= 1
    const outcome = await (met?.fate ?? ((go) => go()))(forward)
    if (outcome === 'cut in the body') response.writeHead(200, { 'content-type': 'application/json', 'content-length': 999 }).write('{')
    if (outcome === 'cut' || outcome === 'cut in the body') {
      // `destroySoon` closes the connection only after all written bytes are sent.
      request.socket.destroySoon()
      return
    }
    const { 'content-encoding': _, 'content-length': __, ...answered } = Object.fromEntries(outcome.headers)
    response.writeHead(outcome.status, answered).end(Buffer.from(await outcome.arrayBuffer()))
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    count: (line) => seen.filter((one) => one.line === line).length,
    refreshes: () => seen.filter(({ form }) => form.get('grant_type') === 'refresh_token'),
    meet: (line, fate, times = 1) => fates.push({ line, fate, times }),
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
