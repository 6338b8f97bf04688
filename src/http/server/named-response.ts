/**
 * Each request gets a name. Its response carries the name in `X-Request-Id`, and the log has a line under it.
 *
 * @module
 */

import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { getPath } from 'hono/utils/url'
import type { Config } from '../../config.ts'
import type { ErrorCode, Whom } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { randomId, type System } from '../../system.ts'

/**
 * What the log has of a refusal besides the request: our own words and ids. Of what was sent it repeats no
 * more than the answer does.
 */
export interface Refused extends Whom {
  code: ErrorCode | 'defect'
  /** Which of several checks failed, or else the sentence of the answer. */
  reason: string
}

/** Node's response, to a request that may have a name. */
export class NamedResponse extends ServerResponse {
  /** The name of the request, in the log and in `X-Request-Id`. Absent if the request was refused unread. */
  requestId?: string
  /** Why the request was refused, and of which user and client, for the log. */
  refused?: Refused
  /** Which part of the request was ignored, and why, for the log. */
  ignored?: string
}

/** Node's own side of a request. */
export interface Bindings {
  incoming: IncomingMessage
  outgoing: NamedResponse
}

export type Fetch = (request: Request, env: Bindings) => Response | Promise<Response>

/** Answers the requests. Its `fetch` may be replaced while the server runs. */
export interface App {
  fetch: Fetch
}

const MAX_PATH_LENGTH = 200

/**
 * Names each request, and logs it when it is answered, with the client's address. The line of a refusal says
 * why, and of which user and client. It never has the query, headers or body. A success is logged as `debug`.
 */
export function logged(
  app: App,
  { log, addressOf, system }: { log: Log; addressOf: (incoming: IncomingMessage) => string; system: System },
): Fetch {
  const prefix = randomId(system).slice(0, 8)
  let count = 0
  return (request, env) => {
    count += 1
    const requestId = `${prefix}-${count}`
    env.outgoing.requestId = requestId
    const startedAtMs = system.nowMs()
    const noted = (response: Response): Response => {
      const { status } = response
      log[status < 400 ? 'debug' : 'info']('answered', () => ({
        request: requestId,
        method: request.method,
        path: getPath(request).slice(0, MAX_PATH_LENGTH),
        status,
        tookMs: system.nowMs() - startedAtMs,
        address: addressOf(env.incoming),
        ...env.outgoing.refused,
        ...(env.outgoing.ignored === undefined ? {} : { ignored: env.outgoing.ignored }),
      }))
      return response
    }
    const answer = app.fetch(request, env)
    return answer instanceof Promise ? answer.then(noted) : noted(answer)
  }
}

/** For what anybody may see and keep for five minutes. */
export const PUBLIC_CACHE = { 'cache-control': 'public, max-age=300' }

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** What every answer carries unless its handler says otherwise. */
export const commonHeaders = ({ issuer }: Pick<Config, 'issuer'>): Record<string, string> => ({
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // No answer is a page. If a browser shows it as one, it loads nothing and stands in no frame.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // No page of another origin may embed an answer. Browsers check this only without CORS (Fetch, cross-origin
  // resource policy check), so a page that CORS allows still gets the keys.
  'cross-origin-resource-policy': 'same-origin',
  // RFC 6797 §7.2: never over plain HTTP, which an issuer of http is. Names below this one are not ours to
  // speak for.
  ...(issuer.startsWith('https:') ? { 'strict-transport-security': `max-age=${YEAR_SECONDS}` } : {}),
})

/**
 * Adds the common headers when a head is written. A `setHeader` for each would keep Node from its quick way
 * to write one.
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
