import type { Client } from '../clients/client.ts'
import type { ServiceTokenStore } from '../clients/service-token-store.ts'
import type { Origin } from '../events/origin.ts'
import { REFRESH_TOKEN_PREFIX, type RefreshTokens } from '../sessions/refresh-token.ts'
import { standingAt } from '../sessions/session.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { CLOCK_SKEW_SECONDS } from './access-token-claims.ts'

/**
 * Whether there was anything to revoke: a token that is unknown, dead or another client's changes nothing. Throws `unavailable` where it cannot be written: then nothing
 * was revoked, and nobody is told that it was (RFC 7009 §2.2.1).
 */
export type Revocation = (client: Client, token: string, origin: Origin) => Promise<boolean>

/** Token revocation (RFC 7009). The token says itself of which kind it is. A token of a session takes the session with it, and so every other token of it (§2.1). */
export function createRevocation({
  accessTokens,
  refreshTokens,
  sessions,
  services,
  system,
}: {
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  sessions: SessionStore
  services: ServiceTokenStore
  system: System
}): Revocation {
  /** Only where it is alive and the client's: what has not happened is not told of. */
  async function endSession(sessionId: string, client: Client, { address }: Origin): Promise<boolean> {
    const { standing } = await sessions.findStanding(sessionId)
    const nowMs = system.nowMs()
    if (standing === undefined || standing.session.clientId !== client.id || standingAt(standing, nowMs) !== 'alive') return false
    const told = { atMs: nowMs, userId: standing.session.userId, clientId: client.id, sessionId, address }
    return sessions.end(sessionId, 'revoked', { type: 'session_revoked', ...told })
  }
  async function revokeAccessToken(token: string, client: Client, origin: Origin): Promise<boolean> {
    const verified = await accessTokens.verify(token)
    if ('why' in verified || verified.claims.client_id !== client.id) return false
    const { sid, jti, exp } = verified.claims
    if (sid !== undefined) return endSession(sid, client, origin)
    // By `jti`: a token has several spellings. As long as it would be taken for good.
    const expiresAtMs = (exp + CLOCK_SKEW_SECONDS) * 1000
    const event = { type: 'token_revoked', atMs: system.nowMs(), clientId: client.id, address: origin.address } as const
    await services.revoke({ jti, expiresAtMs }, event)
    return true
  }
  return async (client, token, origin) => {
    if (!token.startsWith(REFRESH_TOKEN_PREFIX)) return revokeAccessToken(token, client, origin)
    // Whichever counter it carries: an old one is a token of the session too.
    const presented = refreshTokens.open(token)
    return presented !== undefined && endSession(presented.sessionId, client, origin)
  }
}
