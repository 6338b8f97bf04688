import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { authorizationValues } from './authorization.ts'
import { type AuthOptions, createGuard } from './guard.ts'
import { isRefused } from './refusal.ts'

declare global {
  namespace Express {
    interface Request {
      /** The claims of the token, after `requireAuth`. */
      auth?: AccessTokenClaims
    }
  }
}

/**
 * Has Node's own types. Express infers a route's parameters from all of its handlers, and so they stay as
 * they are.
 */
export type AuthHandler = (
  req: IncomingMessage & { auth?: AccessTokenClaims },
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Creates a handler that lets a request with a good token through, and sets `req.auth` to the token's claims.
 */
export function requireAuth(options: AuthOptions): AuthHandler {
  const guard = createGuard(options)
  return (req, res, next) => {
    const judge = async () => {
      const verdict = await guard(authorizationValues(req.headers.authorization, req.rawHeaders), req)
      // Another handler, such as a time limit, has answered meanwhile. Do not answer again, and skip the
      // route.
      if (res.headersSent) return
      if (isRefused(verdict)) {
        const { status, headers, body } = verdict.refusal
        res.writeHead(status, headers).end(JSON.stringify(body))
        return
      }
      if (verdict.claims !== undefined) req.auth = verdict.claims
      next()
    }
    // Express 4 does not wait for a promise.
    judge().catch(next)
  }
}
