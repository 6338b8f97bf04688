import type { Context, MiddlewareHandler } from 'hono'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { authorizationValues } from './authorization.ts'
import { type AuthOptions, createGuard } from './guard.ts'
import { isRefused } from './refusal.ts'

/** For `new Hono<AuthEnv>()`, if the middleware is before several routes. */
export type AuthEnv = { Variables: { auth: AccessTokenClaims } }

/** The same for a middleware that is `optional`. */
export type OptionalAuthEnv = { Variables: { auth: AccessTokenClaims | undefined } }

/**
 * Creates a middleware that lets a request with a good token through. The token's claims are then
 * `c.get('auth')`.
 */
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

/** Platforms without Node's raw headers join several values with commas, which no token has. */
function sentAuthorization(c: Context): string[] {
  const { incoming } = (c.env ?? {}) as { incoming?: { rawHeaders?: string[] } }
  return authorizationValues(c.req.header('authorization'), incoming?.rawHeaders)
}
