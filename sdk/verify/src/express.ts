import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { authorizationValues } from './authorization.ts'
import { type AuthOptions, createGuard } from './guard.ts'
import { isRefused } from './refusal.ts'

declare global {
  namespace Express {
    interface Request {
      /** The claims of the token, behind `requireAuth`. */
      auth?: AccessTokenClaims
    }
  }
}

/** By Node's own types, so that the route behind it has its parameters as ever: Express infers them from all handlers of a route. */
export type AuthHandler = (
  req: IncomingMessage & { auth?: AccessTokenClaims },
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Lets a request through that has a good token, whose claims are then `req.auth`. */
export function requireAuth(options: AuthOptions): AuthHandler {
  const guard = createGuard(options)
  return (req, res, next) => {
    const judge = async () => {
      const verdict = await guard(authorizationValues(req.headers.authorization, req.rawHeaders), req)
      // Somebody has answered in the meantime, such as a time limit: then it is not for us to do it again, and nobody waits for the route.
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
