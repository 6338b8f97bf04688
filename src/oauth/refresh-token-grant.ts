import { type Client, requireGrant } from '../clients/client.ts'
import type { Caller } from '../events/event.ts'
import type { RefreshTokens } from '../sessions/refresh-token.ts'
import type { Session } from '../sessions/session.ts'
import type { DeadSession, SessionRefresh } from '../sessions/session-refresh.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { audienceForPerson } from './audience.ts'
import { type IssuedTokens, liveRefreshToken } from './issued-tokens.ts'
import { refreshScope } from './scope.ts'

export interface PresentedRefreshToken {
  refreshToken: string
  scope?: string | undefined
  idempotencyKey?: string | undefined
  resources: readonly string[]
  caller: Caller
}

/** Throws `unauthorized_client`; and `invalid_scope` or `invalid_target` where more is asked for than was granted: then the token is not spent (RFC 6749 §6). */
export type RefreshTokenGrant = (request: PresentedRefreshToken & { client: Client }) => Promise<IssuedTokens | DeadSession>

/** @param clientOf The client that presents the token, once its session is known; undefined if it may not. */
export type TokenRefresh = (
  presented: PresentedRefreshToken,
  clientOf: (session: Session) => Client | undefined | Promise<Client | undefined>,
) => Promise<IssuedTokens | DeadSession>

/** A refresh token is opened once, and rotated at every use (RFC 9700 §2.2.2). */
export function createTokenRefresh({
  refreshSession,
  accessTokens,
  refreshTokens,
  issuer,
  system,
}: {
  refreshSession: SessionRefresh
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  issuer: string
  system: System
}): TokenRefresh {
  return async ({ refreshToken, scope, resources, idempotencyKey, caller }, clientOf) => {
    const presented = refreshTokens.open(refreshToken)
    if (presented === undefined) return { dead: 'unknown' }
    const refreshed = await refreshSession({
      ...presented,
      clientOf,
      idempotencyKey,
      address: caller.address,
      grant: (session, user, client) => ({
        scope: refreshScope(scope, session.scope, client, user.scope),
        audience: audienceForPerson(resources, client, issuer),
      }),
    })
    if ('dead' in refreshed) return refreshed
    const { session, user, granted } = refreshed
    return {
      accessToken: await accessTokens.issueForSession(session, user, granted.scope, granted.audience),
      scope: granted.scope,
      refreshToken: liveRefreshToken(session, refreshTokens, system.nowMs()),
    }
  }
}

/** The refresh token grant (RFC 6749 §6), by a client that is known already. */
export const createRefreshTokenGrant =
  (refreshToken: TokenRefresh): RefreshTokenGrant =>
  async ({ client, ...presented }) => {
    requireGrant(client, 'refresh_token')
    return refreshToken(presented, ({ clientId }) => (clientId === client.id ? client : undefined))
  }
