import type { ClientDirectory } from '../clients/client-directory.ts'
import { Refusal } from '../errors.ts'
import type { Origin } from '../events/origin.ts'
import { REFRESH_TOKEN_PREFIX, type RefreshTokens } from '../sessions/refresh-token.ts'
import type { DeadSession } from '../sessions/session-refresh.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { AccessTokenRefresh } from './access-token-refresh.ts'
import type { IssuedTokens } from './issued-tokens.ts'
import type { RefreshTokenGrant } from './refresh-token-grant.ts'

/** Throws `forbidden` for an access token where the default client is off. */
export type BearerRefresh = (token: string, origin: Origin, idempotencyKey?: string) => Promise<IssuedTokens | DeadSession>

/**
 * A refresh by a token sent as Bearer, which names no client: a refresh token of a public client, or an access token of the default one. A confidential client presents
 * its refresh token in the form, with its authentication.
 */
export function createBearerRefresh({
  clients,
  sessions,
  refreshTokens,
  refreshTokenGrant,
  accessTokenRefresh,
}: {
  clients: ClientDirectory
  sessions: SessionStore
  refreshTokens: RefreshTokens
  refreshTokenGrant: RefreshTokenGrant
  accessTokenRefresh: AccessTokenRefresh
}): BearerRefresh {
  return async (token, origin, idempotencyKey) => {
    if (!token.startsWith(REFRESH_TOKEN_PREFIX)) {
      if (clients.default === undefined) throw new Refusal('forbidden', 'The default client is off')
      return accessTokenRefresh(token, origin, idempotencyKey)
    }
    const opened = refreshTokens.open(token)
    const { standing } = opened === undefined ? { standing: undefined } : await sessions.findStanding(opened.sessionId)
    const client = await clients.find(standing?.session.clientId ?? '')
    if (client === undefined || client.confidential || !client.grants.includes('refresh_token')) return { dead: 'unknown' }
    return refreshTokenGrant({ client, refreshToken: token, resources: [], idempotencyKey, origin })
  }
}
