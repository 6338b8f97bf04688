import type { Client } from '../clients/client.ts'
import type { RevokedTokenStore } from '../clients/revoked-token-store.ts'
import type { Act, Caller } from '../events/event.ts'
import { REFRESH_TOKEN_PREFIX, type RefreshTokens } from '../sessions/refresh-token.ts'
import { createSessionRevocation } from '../sessions/session-revocation.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { AccessTokens } from './access-token.ts'
import { CLOCK_SKEW_SECONDS, isExpired } from './access-token-claims.ts'

/**
 * Revokes a token of a client. Returns false if there was nothing to revoke: the token is unknown, dead or
 * another client's.
 *
 * @throws {Refusal} `unavailable` if it cannot be written: then nothing was revoked (RFC 7009 §2.2.1).
 * `too_many_requests` if a public client revokes in vain too often.
 */
export type Revocation = (client: Client, token: string, caller: Caller) => Promise<boolean>

/** Revokes a token of any client, for an operator. */
export type OperatorRevocation = (token: string, by: Omit<Act, 'atMs'>) => Promise<boolean>

interface Needs {
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  sessions: SessionStore
  revokedTokens: RevokedTokenStore
  system: System
}

/**
 * Creates token revocation (RFC 7009); a token's form says of which kind it is. Revoking any token of a
 * session ends the session, and with it all its tokens (§2.1).
 */
export function createRevocation({ limiter, ...needs }: Needs & { limiter: RefusalLimiter }): Revocation {
  const revoke = createAnyRevocation(needs)
  return async (client, token, { address, addressKey }) => {
    const revoked = await revoke(token, (clientId) => clientId === client.id, { address })
    // Anybody can act as a public client, so it is limited (REQUIREMENTS L 8). A confidential client may hand
    // in many tokens that are already dead.
    if (!revoked && !client.confidential) limiter.count({ clientId: client.id, addressKey })
    return revoked
  }
}

export function createOperatorRevocation(needs: Needs): OperatorRevocation {
  const revoke = createAnyRevocation(needs)
  return (token, by) => revoke(token, () => true, by)
}

/** Creates a function that revokes a token if `mayBeOf` accepts the client that it was issued to. */
function createAnyRevocation({ accessTokens, refreshTokens, sessions, revokedTokens, system }: Needs) {
  type MayBeOf = (clientId: string) => boolean
  const revokeSession = createSessionRevocation(sessions)
  const endSession = (sessionId: string, mayBeOf: MayBeOf, by: Omit<Act, 'atMs'>) =>
    revokeSession(sessionId, { ...by, atMs: system.nowMs() }, ({ clientId }) => mayBeOf(clientId))

  async function revokeAccessToken(token: string, mayBeOf: MayBeOf, by: Omit<Act, 'atMs'>): Promise<boolean> {
    const verified = await accessTokens.verifyWhenever(token)
    if (verified.kind !== 'alive' || !mayBeOf(verified.claims.client_id)) return false
    const { sid, jti, exp, client_id: clientId } = verified.claims
    // An expired token ends its session too, which RFC 7009 leaves open. A log-out that is answered as done
    // must be done.
    if (sid !== undefined) return endSession(sid, mayBeOf, by)
    const atMs = system.nowMs()
    if (isExpired(verified.claims, Math.floor(atMs / 1000))) return false
    // Revoked by `jti`: an ECDSA signature has a second valid form, so the same token can be another text.
    // The row stays for as long as the token would be accepted.
    const expiresAtMs = (exp + CLOCK_SKEW_SECONDS) * 1000
    await revokedTokens.revoke({ jti, expiresAtMs }, { type: 'token_revoked', atMs, clientId, ...by })
    return true
  }
  return async (token: string, mayBeOf: MayBeOf, by: Omit<Act, 'atMs'>): Promise<boolean> => {
    if (!token.startsWith(REFRESH_TOKEN_PREFIX)) return revokeAccessToken(token, mayBeOf, by)
    // Any counter will do: an old refresh token is a token of the session too.
    const presented = refreshTokens.open(token)
    return presented !== undefined && endSession(presented.sessionId, mayBeOf, by)
  }
}
