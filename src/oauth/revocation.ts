import type { Client } from '../clients/client.ts'
import type { RevokedTokenStore } from '../clients/revoked-token-store.ts'
import type { Act, Caller } from '../events/event.ts'
import { REFRESH_TOKEN_PREFIX, type RefreshTokens } from '../sessions/refresh-token.ts'
import { createSessionRevocation } from '../sessions/session-revocation.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { CLOCK_SKEW_SECONDS, isExpired } from './access-token-claims.ts'

/**
 * Whether there was anything to revoke: a token that is unknown, of a session that is dead, or another client's changes nothing. Throws `unavailable` where it cannot be written: then nothing
 * was revoked, and nobody is told that it was (RFC 7009 §2.2.1).
 */
export type Revocation = (client: Client, token: string, caller: Caller) => Promise<boolean>

/** The same by an operator, who may revoke the tokens of any client. */
export type OperatorRevocation = (token: string, by: Omit<Act, 'atMs'>) => Promise<boolean>

interface Needs {
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  sessions: SessionStore
  revokedTokens: RevokedTokenStore
  system: System
}

/** Token revocation (RFC 7009). The token says itself of which kind it is. A token of a session takes the session with it, and so every other token of it (§2.1). */
export function createRevocation(needs: Needs): Revocation {
  const revoke = createAnyRevocation(needs)
  return (client, token, { address }) => revoke(token, (clientId) => clientId === client.id, { address })
}

export function createOperatorRevocation(needs: Needs): OperatorRevocation {
  const revoke = createAnyRevocation(needs)
  return (token, by) => revoke(token, () => true, by)
}

/** @returns What revokes a token, where it is of a client whose it may be. */
function createAnyRevocation({ accessTokens, refreshTokens, sessions, revokedTokens, system }: Needs) {
  type MayBeOf = (clientId: string) => boolean
  const revokeSession = createSessionRevocation(sessions)
  const endSession = (sessionId: string, mayBeOf: MayBeOf, by: Omit<Act, 'atMs'>) =>
    revokeSession(sessionId, { ...by, atMs: system.nowMs() }, ({ clientId }) => mayBeOf(clientId))

  async function revokeAccessToken(token: string, mayBeOf: MayBeOf, by: Omit<Act, 'atMs'>): Promise<boolean> {
    const verified = await accessTokens.verifyWhenever(token)
    if ('why' in verified || !mayBeOf(verified.claims.client_id)) return false
    const { sid, jti, exp, client_id: clientId } = verified.claims
    // Also by a token that has expired, which RFC 7009 leaves open: whoever logs out with it is told that it is done, and the session would go on.
    if (sid !== undefined) return endSession(sid, mayBeOf, by)
    const atMs = system.nowMs()
    if (isExpired(verified.claims, Math.floor(atMs / 1000))) return false
    // By `jti`: a token has several spellings. As long as it would be taken for good.
    const expiresAtMs = (exp + CLOCK_SKEW_SECONDS) * 1000
    await revokedTokens.revoke({ jti, expiresAtMs }, { type: 'token_revoked', atMs, clientId, ...by })
    return true
  }
  return async (token: string, mayBeOf: MayBeOf, by: Omit<Act, 'atMs'>): Promise<boolean> => {
    if (!token.startsWith(REFRESH_TOKEN_PREFIX)) return revokeAccessToken(token, mayBeOf, by)
    // Whichever counter it carries: an old one is a token of the session too.
    const presented = refreshTokens.open(token)
    return presented !== undefined && endSession(presented.sessionId, mayBeOf, by)
  }
}
