import { DEFAULT_CLIENT_ID } from '../clients/client.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { AccessTokenRefresh } from './access-token-refresh.ts'
import type { RefreshTokenGrant } from './refresh-token-grant.ts'

const isDead = (answer: object) => 'dead' in answer

/** The same grant, with a bound on what is refused to a client at an address (REQUIREMENTS L 8). */
export const limitedRefreshTokenGrant =
  (grant: RefreshTokenGrant, limiter: RefusalLimiter): RefreshTokenGrant =>
  (request) =>
    limiter.guard({ clientId: request.client.id, addressKey: request.caller.addressKey }, () => grant(request), isDead)

/** The same for a refresh by access token, which is the default client's. */
export const limitedAccessTokenRefresh =
  (refresh: AccessTokenRefresh, limiter: RefusalLimiter): AccessTokenRefresh =>
  (token, caller, idempotencyKey) =>
    limiter.guard({ clientId: DEFAULT_CLIENT_ID, addressKey: caller.addressKey }, () => refresh(token, caller, idempotencyKey), isDead)
