import type { Client } from '../clients/client.ts'
import { standingAt } from '../sessions/epoch.ts'
import { REFRESH_TOKEN_PREFIX, type RefreshTokens } from '../sessions/refresh-token.ts'
import type { Session, StandingUser } from '../sessions/session.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { type AccessTokenClaims, audienceOf, isOver } from './access-token-claims.ts'

/** What a client may learn about a token that is alive. */
export type ActiveToken =
  | { kind: 'access_token'; claims: AccessTokenClaims }
  | { kind: 'refresh_token'; session: Session; user: StandingUser }

/**
 * Returns undefined if the token is dead or unknown, or if the asker may not know about it. The answer does
 * not say which (RFC 7662 §2.2).
 */
export type Introspection = (asker: Client, token: string) => Promise<ActiveToken | undefined>

/**
 * Creates token introspection (RFC 7662); a token's form says of which kind it is. Asking changes nothing:
 * even a reused refresh token does not end its session here.
 */
export function createIntrospection({
  accessTokens,
  refreshTokens,
  sessions,
  issuer,
  system,
}: {
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  sessions: SessionStore
  issuer: string
  system: System
}): Introspection {
  /**
   * Only the live refresh token is active, and only for its client. One that the grace still accepts is not.
   */
  async function ofRefreshToken(asker: Client, token: string): Promise<ActiveToken | undefined> {
    const presented = refreshTokens.open(token)
    if (presented === undefined) return undefined
    const { standing } = await sessions.findStanding(presented.sessionId)
    if (standing?.user === undefined || standingAt(standing, system.nowMs()) !== 'alive') return undefined
    const { session, user } = standing
    if (session.clientId !== asker.id || session.counter !== presented.counter) return undefined
    return { kind: 'refresh_token', session, user }
  }
  async function ofAccessToken(asker: Client, token: string): Promise<ActiveToken | undefined> {
    const verified = await accessTokens.verify(token)
    if (verified.kind !== 'alive' || !mayKnow(asker, verified.claims, issuer)) return undefined
    // An expired token is not active (RFC 7662 §4). This clock also set `exp`, so no skew is allowed for.
    if (isOver(verified.claims, Math.floor(system.nowMs() / 1000))) return undefined
    return { kind: 'access_token', claims: verified.claims }
  }
  return (asker, token) => (token.startsWith(REFRESH_TOKEN_PREFIX) ? ofRefreshToken(asker, token) : ofAccessToken(asker, token))
}

/**
 * Checks that the token was issued or addressed to the asker; the issuer's identifier never means a client. A
 * token that is bound to a key is not valid as plain Bearer (RFC 9449 §7.2).
 */
function mayKnow(asker: Client, claims: AccessTokenClaims, issuer: string): boolean {
  if (claims.cnf !== undefined) return false
  const isAsker = (audience: string) => audience !== issuer && asker.identifiers.includes(audience)
  return claims.client_id === asker.id || audienceOf(claims).some(isAsker)
}
