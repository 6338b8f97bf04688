import type { ClientDirectory } from '../clients/client-directory.ts'
import { Refusal } from '../errors.ts'
import type { Caller } from '../events/event.ts'
import { REFRESH_TOKEN_PREFIX } from '../sessions/refresh-token.ts'
import type { DeadSession } from '../sessions/session-refresh.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { AccessTokenRefresh } from './access-token-refresh.ts'
import type { IssuedTokens } from './issued-tokens.ts'
import type { TokenRefresh } from './refresh-token-grant.ts'

/** Throws `forbidden` for an access token where the default client is off. */
export type BearerRefresh = (token: string, caller: Caller, idempotencyKey?: string) => Promise<IssuedTokens | DeadSession>

/**
 * A refresh by a token sent as Bearer, which names no client: a refresh token of a public client, or an access token of the default one. A confidential client presents
 * its refresh token in the form, with its authentication. What is refused is bounded for the client that the token is of, or for none, and the address (REQUIREMENTS L 8).
 */
export function createBearerRefresh({
  clients,
  refreshToken,
  accessTokenRefresh,
  limiter,
}: {
  clients: ClientDirectory
  refreshToken: TokenRefresh
  accessTokenRefresh: AccessTokenRefresh
  limiter: RefusalLimiter
}): BearerRefresh {
  const publicClient = async (clientId: string) => {
    const client = await clients.find(clientId)
    return client !== undefined && !client.confidential && client.grants.includes('refresh_token') ? client : undefined
  }

  return async (token, caller, idempotencyKey) => {
    if (!token.startsWith(REFRESH_TOKEN_PREFIX)) {
      if (clients.default === undefined) throw new Refusal('forbidden', 'The default client is off')
      return accessTokenRefresh(token, caller, idempotencyKey)
    }
    let clientId = ''
    const refresh = () =>
      refreshToken({ refreshToken: token, resources: [], idempotencyKey, caller }, (session) => {
        clientId = session.clientId
        return publicClient(clientId)
      })
    const who = () => ({ clientId, addressKey: caller.addressKey })
    return limiter.guard(who, refresh, (answer) => 'dead' in answer)
  }
}
