/**
 * The room of the tokens and the grants (RFC 6749, RFC 9068). It knows the rules of the RFCs, and the rooms
 * of accounts, clients, sessions and keys. It knows no Hono, SQL, environment or clock.
 *
 * A new grant is a file named after the RFC's noun, with a factory whose arguments are what it needs. The
 * composition root creates it, and `http/operations/token/issue-token.ts` gets a branch for it.
 *
 * @module
 */

import type { Client } from '../clients/client.ts'
import type { LiveRefreshToken } from '../sessions/refresh-token.ts'
import type { Session, StandingUser } from '../sessions/session.ts'
import { randomId } from '../system.ts'
import type { AccessTokenClaims } from './access-token-claims.ts'
import { createVerification, type Verification, type VerificationNeeds } from './access-token-verification.ts'
import { audClaim } from './audience.ts'

export interface IssuedAccessToken {
  token: string
  expiresInSeconds: number
}

/** The answer of a grant (RFC 6749 §5.1). */
export interface IssuedTokens {
  accessToken: IssuedAccessToken
  /** As on the wire: scope tokens with a space between. */
  scope: string
  /** Absent if the client may not refresh, or if an access token was presented. */
  refreshToken?: LiveRefreshToken
}

/**
 * Issues and verifies access tokens (RFC 9068). Before you issue one, bring the key ring up to date (see
 * `KeyRing`).
 */
export interface AccessTokens {
  issueForSession(
    session: Session,
    user: Pick<StandingUser, 'username'>,
    scope: string,
    audience: readonly string[],
  ): Promise<IssuedAccessToken>
  issueForService(client: Client, scope: string, audience: readonly string[]): Promise<IssuedAccessToken>
  /**
   * Says whether a token is alive, with its session, user, client and key as they are now. The caller checks
   * the audience.
   *
   * @throws {Refusal} `unavailable` if that cannot be read (REQUIREMENTS F 8).
   */
  verify(token: string): Verification | Promise<Verification>
  /** Does the same without checking `exp`, for revocation: the token's session may outlive it. */
  verifyWhenever(token: string): Verification | Promise<Verification>
}

export function createAccessTokens({ ttlSeconds, ...needs }: VerificationNeeds & { ttlSeconds: number }): AccessTokens {
  const { issuer, ring, system } = needs

  const issue = async (
    claims: Omit<AccessTokenClaims, 'iss' | 'iat' | 'exp' | 'jti'>,
    endsAtMs = Number.POSITIVE_INFINITY,
  ): Promise<IssuedAccessToken> => {
    const iat = Math.floor(system.nowMs() / 1000)
    // Never past the session's absolute end. The idle end moves, so it is checked at every request.
    const exp = Math.min(iat + ttlSeconds, Math.floor(endsAtMs / 1000))
    const token = await ring.signer().sign({ iss: issuer, exp, iat, jti: randomId(system), ...claims })
    return { token, expiresInSeconds: exp - iat }
  }

  return {
    issueForSession: (session, user, scope, audience) =>
      issue(
        {
          sub: session.userId,
          aud: audClaim(audience),
          client_id: session.clientId,
          scope,
          sid: session.id,
          username: user.username,
          rc: session.counter,
        },
        session.endsAtMs,
      ),
    issueForService: ({ id, epoch: ce }, scope, audience) => issue({ sub: id, aud: audClaim(audience), client_id: id, scope, ce }),
    ...createVerification(needs),
  }
}
