import type { Log } from '../../log.ts'

/** So many are told of; a list of what strangers send must end. */
const MAX_TOLD = 50
/** RFC 6454 §6.2. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[!-+.-~]{1,200}$/i

/**
 * Tells the operator once of each origin whose pages may not call the service, and which setting would
 * allow it.
 */
export function createRefusedOrigins({ issuer, log }: { issuer: string; log: Log }): (origin: string, host: string | undefined) => void {
  const told = new Set<string>()
  return (origin, host) => {
    // Browsers send the origin with a POST of the service's own page too.
    const isOwn = origin === issuer || origin.replace(/^https?:\/\//, '') === host
    if (isOwn || told.has(origin) || told.size >= MAX_TOLD) return
    if (origin === 'null') {
      told.add(origin)
      log.warn(
        'A web page of the origin null may not call this service (CORS), and no setting allows it: any page can have that origin. Serve the page from a web server.',
      )
    } else if (ORIGIN.test(origin)) {
      told.add(origin)
      log.warn(
        'A web page of another origin may not call this service (CORS). If it may, add its origin to MINTMARK_CORS_ORIGINS, and restart.',
        { origin },
      )
    }
  }
}
