/**
 * Gives each request an id. Its response carries the id in `X-Request-Id`, and its log line has it too.
 *
 * @module
 */

import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { getPath } from 'hono/utils/url'
import type { Config } from '../../config.ts'
import { addDuration } from '../../counts/durations.ts'
import { newOperationCounts, type RequestCounts } from '../../counts/request-counts.ts'
import type { ErrorCode, Principals } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { randomId, type System } from '../../system.ts'

/**
 * What the log line of a refused request has besides the request: words and ids of this service. It
 * repeats nothing of the request that the answer does not repeat.
 */
export interface Refused extends Principals {
  code: ErrorCode | 'defect'
  /** Which of several checks failed, or else the sentence of the answer. */
  reason: string
}

/** The response of Node, with what the log needs about its request. */
export class NamedResponse extends ServerResponse {
  /**
   * The id of the request, in the log and in `X-Request-Id`. Absent if the request was refused before it
   * was read.
   */
  requestId?: string
  /** Why the request was refused, and which user and client that concerns, for the log. */
  refused?: Refused
  /** Which part of the request was ignored, and why, for the log. */
  ignored?: string
  /** The operationId. Absent if the request fits no operation of the contract. */
  operation?: string
  /** Absent if the request is not traced. */
  traceId?: string
}

/** The request and the response of Node. */
export interface Bindings {
  incoming: IncomingMessage
  outgoing: NamedResponse
}

export type Fetch = (request: Request, env: Bindings) => Response | Promise<Response>

/** Answers requests. Its members may be replaced while the server runs. */
export interface App {
  fetch: Fetch
  /**
   * Runs `work` at once. The requests that `work` answers have all arrived, so they may share one question to
   * the database.
   */
  together?: ((work: () => void) => void) | undefined
}

const MAX_PATH_LENGTH = 200

interface Logged {
  log: Log
  addressOf(incoming: IncomingMessage): string
  system: System
  counts: RequestCounts
  /** Returns when the request arrived that is being passed in, by `System.elapsedMs`. */
  arrivedAtMs(): number
}

/**
 * Gives each request an id, counts it, and logs it with the address of the client when it is answered. The
 * log line never has the query, the headers or the body.
 */
export function logged(app: App, { log, addressOf, system, counts, arrivedAtMs }: Logged): Fetch {
  const prefix = randomId(system).slice(0, 8)
  let number = 0
  return (request, env) => {
    number += 1
    const requestId = `${prefix}-${number}`
    env.outgoing.requestId = requestId
    const startedAtMs = arrivedAtMs()
    const noted = (response: Response): Response => {
      const { status } = response
      const tookMs = system.elapsedMs() - startedAtMs
      count(counts, env.outgoing, status, tookMs)
      log[status < 400 ? 'debug' : 'info']('answered', () => ({
        request: requestId,
        method: request.method,
        path: getPath(request).slice(0, MAX_PATH_LENGTH),
        status,
        tookMs: Math.round(tookMs),
        address: addressOf(env.incoming),
        // Why it was refused, and which user and client that concerns.
        ...env.outgoing.refused,
        ...(env.outgoing.ignored === undefined ? {} : { ignored: env.outgoing.ignored }),
        ...(env.outgoing.traceId === undefined ? {} : { trace: env.outgoing.traceId }),
      }))
      return response
    }
    const answer = app.fetch(request, env)
    return answer instanceof Promise ? answer.then(noted) : noted(answer)
  }
}

/** Counts one answer. It takes less than 0.3 µs (bench/count-cost.ts). */
export function count(
  { operations, refusals }: RequestCounts,
  { operation = 'none', refused }: Pick<NamedResponse, 'operation' | 'refused'>,
  status: number,
  tookMs: number,
): void {
  const counts = operations.get(operation) ?? operations.set(operation, newOperationCounts()).get(operation)!
  counts.statuses[status] = counts.statuses[status]! + 1
  addDuration(counts, tookMs)
  if (refused !== undefined) refusals.set(refused.code, (refusals.get(refused.code) ?? 0) + 1)
}

/** Anybody may see the answer, and keep it for five minutes. */
export const PUBLIC_CACHE = { 'cache-control': 'public, max-age=300' }

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Returns the headers of every answer. A handler may set others. */
export const commonHeaders = (names: StrictTransport): Record<string, string> => ({
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // An answer is not a page. If a browser shows it as one, it may load nothing, and no frame may show it.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // Pages of other origins may not embed an answer. Browsers check this only without CORS (Fetch,
  // cross-origin resource policy check), so an allowed page still gets the keys.
  'cross-origin-resource-policy': 'same-origin',
  // Subdomains are not included, because others may run them.
  ...(bindsToHttps(names) ? { 'strict-transport-security': `max-age=${YEAR_SECONDS}` } : {}),
})

type StrictTransport = Pick<Config, 'issuer'> & { demo?: boolean | undefined }

/**
 * Never over plain HTTP (RFC 6797 §7.2), and browsers ignore it for an address (§8.1.1). On `localhost` it
 * would lock a developer out of everything else that runs there without TLS.
 */
function bindsToHttps({ issuer, demo = false }: StrictTransport): boolean {
  const { protocol, hostname } = new URL(issuer)
  const isAddress = hostname.startsWith('[') || isIP(hostname) !== 0
  return protocol === 'https:' && !demo && !isAddress && !/(^|\.)localhost\.?$/.test(hostname)
}

/**
 * Creates a response class that adds the common headers when the head is written. Calling `setHeader` for
 * each would keep Node from its fast way to write a head.
 */
export function responseWith(common: Record<string, string>): typeof NamedResponse {
  class CommonResponse extends NamedResponse {
    // The service never gives a status text (RFC 9112 §4: clients ignore it).
    override writeHead(status: number, headers?: unknown): this {
      const named = this.requestId === undefined ? common : { ...common, 'x-request-id': this.requestId }
      return super.writeHead(status, { ...named, ...(headers as OutgoingHttpHeaders | undefined) })
    }
  }
  return CommonResponse as typeof NamedResponse
}
