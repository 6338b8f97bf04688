import type { Config } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Check } from '../check.ts'

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1)(:[1-9][0-9]{0,4})?$/

/**
 * The headers that a page may send, beyond those that every page may. Swagger UI's *Authorize* sends
 * `x-requested-with`, and monitoring scripts send the last three (W3C Trace Context and Baggage).
 */
const ALLOWED_HEADERS =
  'authorization, content-type, idempotency-key, last-event-id, dpop, x-requested-with, traceparent, tracestate, baggage'
/** The headers of an answer that a page may read, beyond those that every page may. */
const EXPOSED_HEADERS = 'www-authenticate, retry-after, x-request-id'
const MAX_AGE_SECONDS = 600

/**
 * Lets the pages of some origins call the service (Fetch, CORS protocol); browsers stop all others.
 * Credentials are never allowed: the page sends its token itself, and there are no cookies.
 *
 * @param by.methodsOf Returns the methods of a path, for its preflight.
 */
export function cors(
  { origins, loopback }: Config['cors'],
  { methodsOf, ...by }: { methodsOf: (path: string) => string[]; issuer: string; log: Log },
): Check {
  const known = new Set(origins)
  const isOn = known.size > 0 || loopback
  const isAllowed = (origin: string) => known.has(origin) || (loopback && LOOPBACK_ORIGIN.test(origin))
  const noteRefused = createRefusedOrigins(by)

  return (c) => {
    const { outgoing } = c.env
    // Also if the request has no origin. A cache must not give that answer to a page (Fetch, CORS protocol
    // and HTTP caches).
    if (isOn) outgoing.setHeader('vary', 'Origin')
    const { origin, host, 'access-control-request-method': requestedMethod } = c.env.incoming.headers
    if (origin === undefined) return undefined
    if (!isAllowed(origin)) {
      noteRefused(origin, host)
      return undefined
    }
    outgoing.setHeader('access-control-allow-origin', origin)
    const methods = isPreflight(c.req.method, requestedMethod) ? methodsOf(c.req.path) : []
    if (methods.length === 0) {
      outgoing.setHeader('access-control-expose-headers', EXPOSED_HEADERS)
      return undefined
    }
    outgoing.setHeader('access-control-allow-methods', methods.join(', '))
    outgoing.setHeader('access-control-allow-headers', ALLOWED_HEADERS)
    outgoing.setHeader('access-control-max-age', MAX_AGE_SECONDS)
    return c.body(null, 204)
  }
}

const isPreflight = (method: string, requestedMethod: string | undefined) => method === 'OPTIONS' && requestedMethod !== undefined

/** Strangers choose these origins, so the list has a limit. */
const MAX_NOTED = 50
/** An origin as a browser writes it (RFC 6454 §6.2). */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[!-+.-~]{1,200}$/i

/**
 * Warns the operator once about each origin whose pages may not call the service. The warning names the
 * setting that would allow it.
 */
function createRefusedOrigins({ issuer, log }: { issuer: string; log: Log }): (origin: string, host: string | undefined) => void {
  const noted = new Set<string>()
  return (origin, host) => {
    // Browsers send the origin also with a POST from a page of this service.
    const isOwn = origin === issuer || origin.replace(/^https?:\/\//, '') === host
    if (isOwn || noted.has(origin) || noted.size >= MAX_NOTED) return
    if (origin === 'null') {
      noted.add(origin)
      log.warn(
        'A web page of the origin null may not call this service (CORS), and no setting allows it. Any page can have that origin: serve yours from a web server.',
      )
    } else if (ORIGIN.test(origin)) {
      noted.add(origin)
      log.warn(
        'A web page of another origin may not call this service (CORS). If it may, add its origin to MINTMARK_CORS_ORIGINS, and restart.',
        { origin },
      )
    }
  }
}
