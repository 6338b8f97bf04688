import type { MiddlewareHandler } from 'hono'
import type { Config } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Environment } from '../environment.ts'
import { createRefusedOrigins } from './refused-origins.ts'

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1)(:[1-9][0-9]{0,4})?$/

/**
 * What a page may send beyond what any form can, and what it may see beyond what any answer has. Swagger UI
 * marks the token requests of its *Authorize*; the last three are of W3C Trace Context and Baggage, which
 * monitoring scripts put on every call.
 */
const ALLOWED_HEADERS = 'authorization, content-type, idempotency-key, dpop, x-requested-with, traceparent, tracestate, baggage'
const EXPOSED_HEADERS = 'www-authenticate, retry-after, x-request-id'
const MAX_AGE_SECONDS = 600

/**
 * Lets the pages of some origins call the service (Fetch, CORS protocol), and leaves all others to the rule of browsers that they may not. Never with credentials: a token is
 * sent by the page itself, and there are no cookies.
 *
 * @param by `methodsOf`: the methods of a path, for its preflight.
 */
export function cors(
  { origins, loopback }: Config['cors'],
  { methodsOf, ...by }: { methodsOf: (path: string) => string[]; issuer: string; log: Log },
): MiddlewareHandler<Environment> {
  const known = new Set(origins)
  const isOn = known.size > 0 || loopback
  const isAllowed = (origin: string) => known.has(origin) || (loopback && LOOPBACK_ORIGIN.test(origin))
  const noteRefused = createRefusedOrigins(by)

  return async (c, next) => {
    const { outgoing } = c.env
    // Also if there is no origin: a cache must not keep that answer for a page (Fetch, CORS protocol and
    // HTTP caches).
    if (isOn) outgoing.setHeader('vary', 'Origin')
    const origin = c.req.header('origin')
    if (origin === undefined) return next()
    if (!isAllowed(origin)) {
      noteRefused(origin, c.req.header('host'))
      return next()
    }
    outgoing.setHeader('access-control-allow-origin', origin)
    const methods = isPreflight(c.req.method, c.req.header('access-control-request-method')) ? methodsOf(c.req.path) : []
    if (methods.length === 0) {
      outgoing.setHeader('access-control-expose-headers', EXPOSED_HEADERS)
      return next()
    }
    outgoing.setHeader('access-control-allow-methods', methods.join(', '))
    outgoing.setHeader('access-control-allow-headers', ALLOWED_HEADERS)
    outgoing.setHeader('access-control-max-age', MAX_AGE_SECONDS)
    return c.body(null, 204)
  }
}

const isPreflight = (method: string, requestedMethod: string | undefined) => method === 'OPTIONS' && requestedMethod !== undefined
