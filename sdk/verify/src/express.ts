import type { RequestHandler } from 'express'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { authorizationValues } from './authorization.ts'
import { type AuthOptions, createGuard } from './guard.ts'

declare global {
  namespace Express {
    interface Request {
      /** The claims of the token, behind `requireAuth`. */
      auth?: AccessTokenClaims
    }
  }
}

/** Lets a request through that has a good token, whose claims are then `req.auth`. */
export function requireAuth(options: AuthOptions): RequestHandler {
  const guard = createGuard(options)
  return (req, res, next) => {
    // Express 4 does not wait for a promise.
    guard(authorizationValues(req.rawHeaders)).then((verdict) => {
      if ('refusal' in verdict) {
        const { status, headers, body } = verdict.refusal
        res.status(status).set(headers).end(JSON.stringify(body))
        return
      }
      req.auth = verdict.claims
      next()
    }, next)
  }
}
