import type { RefusalTally } from '../events/refusal-tally.ts'
import { createClientCredentialsGrant } from '../oauth/client-credentials-grant.ts'
import { createIntrospection } from '../oauth/introspection.ts'
import { createPasswordGrant, type LoginCounts } from '../oauth/password-grant.ts'
import { createRefresh, type RefreshCounts } from '../oauth/refresh.ts'
import { createRevocation } from '../oauth/revocation.ts'
import { createIdempotencyKeys } from '../sessions/idempotency-key.ts'
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
  counts: { logins: LoginCounts; refreshes: RefreshCounts }
}

/** Composes what clients do with tokens over HTTP: the grants, refresh, introspection and revocation. */
export function composeGrants(
  { config, secret, system }: GivenSecret,
  { keys, logins, clients: { directory: clients }, tokens, newLimiter, refusals, counts }: Needs,
) {
  const { ring, sessions } = keys
  const { issuer, session: policy, accessTokenTtlSeconds: ttlSeconds } = config
  const grants = { ...tokens, sessions, keys: ring, issuer, policy, ttlSeconds, system }
  const idempotencyKeys = createIdempotencyKeys(secret)
  return {
    clientCredentialsGrant: createClientCredentialsGrant(grants),
    passwordGrant: createPasswordGrant({ authenticate: logins.authenticate, refusals, counts: counts.logins, ...grants }),
    refresh: createRefresh({ clients, idempotencyKeys, limiter: newLimiter(), counts: counts.refreshes, ...grants }),
    introspection: createIntrospection(grants),
    revocation: createRevocation({ limiter: newLimiter(), ...grants }),
  }
}
