import { type Client, requireGrant } from '../clients/client.ts'
import type { Origin } from '../events/origin.ts'
import type { RefreshTokens } from '../sessions/refresh-token.ts'
import type { DeadSession, SessionRefresh } from '../sessions/session-refresh.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { audienceForPerson } from './audience.ts'
import { type IssuedTokens, liveRefreshToken } from './issued-tokens.ts'
import { refreshScope } from './scope.ts'

/** Throws `unauthorized_client`; and `invalid_scope` or `invalid_target` where more is asked for than was granted: then the token is not spent (RFC 6749 §6). */
export type RefreshTokenGrant = (request: {
  client: Client
  refreshToken: string
  scope?: string | undefined
  idempotencyKey?: string | undefined
  resources: readonly string[]
  origin: Origin
}) => Promise<IssuedTokens | DeadSession>

/** The refresh token grant (RFC 6749 §6): the token is rotated at every use (RFC 9700 §2.2.2). */
export function createRefreshTokenGrant({
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
}): RefreshTokenGrant {
  return async ({ client, refreshToken, scope, resources, idempotencyKey, origin }) => {
    requireGrant(client, 'refresh_token')
    const presented = refreshTokens.open(refreshToken)
    if (presented === undefined) return { dead: 'unknown' }
    const refreshed = await refreshSession({
      ...presented,
      clientId: client.id,
      idempotencyKey,
      address: origin.address,
      grant: (session, user) => ({
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
