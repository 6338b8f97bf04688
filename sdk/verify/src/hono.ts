import type { Context, MiddlewareHandler } from 'hono'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { authorizationValues } from './authorization.ts'
import { type AuthOptions, createGuard } from './guard.ts'
import { isRefused } from './refusal.ts'

/** For `new Hono<AuthEnv>()`, where the middleware stands before several routes. */
export type AuthEnv = { Variables: { auth: AccessTokenClaims } }

/** The same where it is `optional`. */
export type OptionalAuthEnv = { Variables: { auth: AccessTokenClaims | undefined } }

/** Lets a request through that has a good token, whose claims are then `c.get('auth')`. */
export function requireAuth(options: AuthOptions & { optional?: false | undefined }): MiddlewareHandler<AuthEnv>
export function requireAuth(options: AuthOptions): MiddlewareHandler<OptionalAuthEnv>
export function requireAuth(options: AuthOptions): MiddlewareHandler {
  const guard = createGuard(options)
  return async (c, next) => {
    const verdict = await guard(sentAuthorization(c), c)
    if (isRefused(verdict)) {
      const { status, headers, body } = verdict.refusal
      return c.body(JSON.stringify(body), status, headers)
    }
    if (verdict.claims !== undefined) c.set('auth', verdict.claims)
    return next()
  }
}

/** Where there is no Node, the platform joins several with commas, which no token has. */
function sentAuthorization(c: Context): string[] {
  const { incoming } = (c.env ?? {}) as { incoming?: { rawHeaders?: string[] } }
  return authorizationValues(c.req.header('authorization'), incoming?.rawHeaders)
}
