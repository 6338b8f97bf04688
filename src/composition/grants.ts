import type { RefusalTally } from '../events/refusal-tally.ts'
import { createAccessTokenRefresh } from '../oauth/access-token-refresh.ts'
import { createBearerRefresh } from '../oauth/bearer-refresh.ts'
import { createClientCredentialsGrant } from '../oauth/client-credentials-grant.ts'
import { createIntrospection } from '../oauth/introspection.ts'
import { limitedAccessTokenRefresh, limitedRefreshTokenGrant } from '../oauth/limited-refresh.ts'
import { limitedRevocation } from '../oauth/limited-revocation.ts'
import { createPasswordGrant } from '../oauth/password-grant.ts'
import { createRefreshTokenGrant, createTokenRefresh } from '../oauth/refresh-token-grant.ts'
import { createRevocation } from '../oauth/revocation.ts'
import { createIdempotencyKeys } from '../sessions/idempotency-key.ts'
import { createSessionRefresh } from '../sessions/session-refresh.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { Clients } from './clients.ts'
import type { GivenSecret } from './given.ts'
import type { Keys } from './keys.ts'
import type { Logins } from './logins.ts'
import type { Tokens } from './tokens.ts'

export type Grants = ReturnType<typeof composeGrants>

interface Needs {
  keys: Keys
  logins: Logins
  clients: Clients
  tokens: Tokens
  newLimiter(): RefusalLimiter
  refusals: RefusalTally
}

/** Every way to get a token over HTTP, to ask about it and to give it up. */
export function composeGrants(
  { config, secret, system }: GivenSecret,
  { keys, logins, clients: { directory: clients }, tokens, newLimiter, refusals }: Needs,
) {
  const { ring, sessions } = keys
  const { issuer, session: policy, accessTokenTtlSeconds: ttlSeconds } = config
  const grants = { ...tokens, sessions, keys: ring, issuer, policy, ttlSeconds, system }
  const refreshSession = createSessionRefresh({ sessions, idempotencyKeys: createIdempotencyKeys(secret), policy, system })
  const limiter = newLimiter()
  const refreshToken = createTokenRefresh({ refreshSession, ...grants })
  const refreshTokenGrant = limitedRefreshTokenGrant(createRefreshTokenGrant(refreshToken), limiter)
  const accessTokenRefresh = limitedAccessTokenRefresh(createAccessTokenRefresh({ clients, refreshSession, ...grants }), limiter)
  return {
    clientCredentialsGrant: createClientCredentialsGrant(grants),
    passwordGrant: createPasswordGrant({ authenticate: logins.authenticate, refusals, ...grants }),
    refreshTokenGrant,
    bearerRefresh: createBearerRefresh({ clients, refreshToken, accessTokenRefresh, limiter }),
    introspection: createIntrospection(grants),
    revocation: limitedRevocation(createRevocation(grants), newLimiter()),
  }
}
