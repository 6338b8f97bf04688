import type { ClientDirectory } from '../clients/client-directory.ts'
import type { Caller } from '../events/event.ts'
import type { DeadSession, SessionRefresh } from '../sessions/session-refresh.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { type AccessTokenClaims, audienceOf, isForAlone, isOver } from './access-token-claims.ts'
import type { IssuedTokens } from './issued-tokens.ts'
import { refreshScope } from './scope.ts'

/** The token is dead where there is no default client: whoever can tell that to its owner in other words asks before. */
export type AccessTokenRefresh = (accessToken: string, caller: Caller, idempotencyKey?: string) => Promise<IssuedTokens | DeadSession>

/**
 * Refresh by access token, as the tutorials do it. Only a token of the default client, unexpired, bound to no key, and for this service alone: no token that another service
 * sees can be refreshed by it. It spends the session's counter as a refresh token does, and is answered with no refresh token.
 */
export function createAccessTokenRefresh({
  clients,
  refreshSession,
  accessTokens,
  issuer,
  system,
}: {
  clients: ClientDirectory
  refreshSession: SessionRefresh
  accessTokens: AccessTokens
  issuer: string
  system: System
}): AccessTokenRefresh {
  return async (token, caller, idempotencyKey) => {
    const client = clients.default
    const verified = await accessTokens.verify(token)
    if ('why' in verified) return { dead: verified.why === 'expired' ? 'refresh_expired' : 'unknown', problem: verified.problem }
    const { claims } = verified
    // No skew is allowed for: the clock is the one that set the end.
    if (isOver(claims, Math.floor(system.nowMs() / 1000))) return { dead: 'refresh_expired' }
    if (client === undefined || claims.client_id !== client.id || !mayRefresh(claims))
      return { dead: 'unknown', problem: 'it is not of a session of the default client, or it is bound to a key' }
    if (!isForAlone(claims, issuer)) return { dead: 'unknown', problem: 'its audience is not this service alone' }
    const refreshed = await refreshSession({
      sessionId: claims.sid,
      counter: claims.rc,
      clientOf: ({ clientId }) => (clientId === client.id ? client : undefined),
      jti: claims.jti,
      idempotencyKey,
      address: caller.address,
      grant: (session, user) => refreshScope(claims.scope, session.scope, client, user.scope),
    })
    if ('dead' in refreshed) return refreshed
    const { session, user, granted } = refreshed
    return { accessToken: await accessTokens.issueForSession(session, user, granted, audienceOf(claims)), scope: granted }
  }
}

function mayRefresh(claims: AccessTokenClaims): claims is AccessTokenClaims & { sid: string; rc: number } {
  return claims.cnf === undefined && claims.sid !== undefined && claims.rc !== undefined
}
