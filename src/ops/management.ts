/**
 * The management listener: `/metrics`, `/livez` and `/readyz`, for operators and their programs. Everybody
 * who reaches it may ask, so by default it listens on loopback. No web page may: there is no CORS, and the
 * Host is checked (docs/decisions/0024-metrics.md).
 *
 * @module
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { Refusal } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Exposition } from './metrics/exposition.ts'

/** What the listener shows of a service that runs. */
export interface Managed {
  /** @param openMetrics Whether the scraper reads OpenMetrics; else it gets the older text format. */
  writeMetrics(openMetrics: boolean): Promise<Exposition>
  /** @throws {Refusal} unavailable, with the reason, if the service cannot do its work. */
  checkReadiness(): Promise<void>
}

export interface Management {
  server: Server
  /** Answers for `managed` from now on. Before that, the service is alive but not ready. */
  manage(managed: Managed): void
}

interface Answer {
  status: number
  headers?: Record<string, string>
  body: string
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
}

/** A scraper and a supervisor or two need few connections, and no body. */
const LIMITS = { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 65_000, maxHeaderSize: 8 * 1024 }
const MAX_CONNECTIONS = 50

/** @param names Host names by which it may be asked, besides those that `isOwnName` accepts. */
export function createManagement({ names, log }: { names: readonly string[]; log: Log }): Management {
  let managed: Managed | undefined
  const own = new Set([...names, hostname()].map((name) => name.toLowerCase()))
  const starting = () => problem(503, 'The service is starting.', { 'retry-after': '1' })
  async function readyz(): Promise<Answer> {
    if (managed === undefined) return starting()
    await managed.checkReadiness()
    return OK
  }
  async function metrics({ headers }: IncomingMessage): Promise<Answer> {
    if (managed === undefined) return starting()
    const { text, contentType } = await managed.writeMetrics(/\bapplication\/openmetrics-text\b/.test(headers.accept ?? ''))
    return { status: 200, headers: { 'content-type': contentType }, body: text }
  }
  const paths = new Map([
    ['/livez', async () => OK],
    ['/readyz', readyz],
    ['/metrics', metrics],
  ])

  async function answerOf(request: IncomingMessage): Promise<Answer> {
    if (!isOwnName(request.headers.host ?? '', own)) return problem(421, FOREIGN_HOST)
    const answer = paths.get((request.url ?? '').split('?', 1)[0]!)
    if (answer === undefined) return problem(404, 'Here are /metrics, /livez and /readyz.')
    if (request.method !== 'GET' && request.method !== 'HEAD') return problem(405, 'Method not allowed', { allow: 'GET, HEAD' })
    return answer(request).catch(failed)
  }
  function failed(error: unknown): Answer {
    if (error instanceof Refusal) return problem(503, error.message, { 'retry-after': String(error.details.retryAfterSeconds ?? 1) })
    log.error('the management listener could not answer because of a defect in Mintmark', { error })
    return problem(500, 'Internal Server Error')
  }

  const server = createServer(LIMITS, (request, response) => void answerOf(request).then((answer) => write(response, answer)))
  server.maxConnections = MAX_CONNECTIONS
  // A connection that fails, and one that cannot be accepted, are not the service's concern.
  server.on('clientError', (_, socket) => socket.destroy())
  return {
    server,
    manage(given) {
      managed = given
    },
  }
}

const OK: Answer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"ok"}' }

const FOREIGN_HOST =
  'Ask by an IP address, a name without a dot, or one that ends in .local or .internal. Or set MINTMARK_MANAGEMENT_HOST to this name.'

const problem = (status: number, detail: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify({ detail }),
})

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...HEADERS, ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/**
 * Refuses the names that a stranger can point at a local address, to read it from a web page. Nobody can do
 * that with an address, a short name or a private zone (RFC 6762 §3).
 */
function isOwnName(host: string, own: ReadonlySet<string>): boolean {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host) ?? []
  if (bracketed !== undefined) return isIP(bracketed) === 6
  const name = plain.toLowerCase().replace(/\.$/, '')
  return isIP(name) === 4 || /^[a-z0-9_-]+$/.test(name) || /\.(local|internal)$/.test(name) || own.has(name)
}
