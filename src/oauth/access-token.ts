/**
 * The room of the tokens and the grants (RFC 6749, RFC 9068). It knows the rules of the RFCs and the rooms of
 * accounts, clients, sessions and keys; no Hono, SQL, environment or clock.
 *
 * A new grant is a file named after the RFC's noun: a factory whose arguments are what it needs. The
 * composition root makes it, and `http/operations/token/issue-token.ts` gets a branch for it.
 *
 * @module
 */

import { SignJWT } from 'jose'
import type { Client } from '../clients/client.ts'
import type { LiveRefreshToken } from '../sessions/refresh-token.ts'
import type { Session, StandingUser } from '../sessions/session.ts'
import { randomId } from '../system.ts'
import { ACCESS_TOKEN_TYP, type AccessTokenClaims } from './access-token-claims.ts'
import { createVerification, type Verification, type VerificationNeeds } from './access-token-verification.ts'
import { audClaim } from './audience.ts'

export interface IssuedAccessToken {
  token: string
  expiresInSeconds: number
}

/** What a grant answers with (RFC 6749 §5.1). */
export interface IssuedTokens {
  accessToken: IssuedAccessToken
  /** As it stands on the wire: tokens with a space between. */
  scope: string
  /** Absent if the client may not refresh, or if an access token was presented. */
  refreshToken?: LiveRefreshToken
}

/** Access tokens (RFC 9068). To sign, bring the key ring to the keys of now first: see `KeyRing`. */
export interface AccessTokens {
  issueForSession(
    session: Session,
    user: Pick<StandingUser, 'username'>,
    scope: string,
    audience: readonly string[],
  ): Promise<IssuedAccessToken>
  issueForService(client: Client, scope: string, audience: readonly string[]): Promise<IssuedAccessToken>
  /**
   * Says whether a token is alive; whether its audience fits is for the caller to judge. Asks every time
   * whether session, user, client and key are alive.
   *
   * @throws {Refusal} `unavailable` if that cannot be read (REQUIREMENTS F 8).
   */
  verify(token: string): Verification | Promise<Verification>
  /** The same without a look at `exp`, for a token that is given up: its session may live on. */
  verifyWhenever(token: string): Verification | Promise<Verification>
}

export function createAccessTokens({ ttlSeconds, ...needs }: VerificationNeeds & { ttlSeconds: number }): AccessTokens {
  const { issuer, ring, system } = needs

  const issue = async (
    claims: Omit<AccessTokenClaims, 'iss' | 'iat' | 'exp' | 'jti'>,
    endsAtMs = Number.POSITIVE_INFINITY,
  ): Promise<IssuedAccessToken> => {
    const iat = Math.floor(system.nowMs() / 1000)
    // Never past the session's absolute end; the idle end moves, and is asked at every request.
    const exp = Math.min(iat + ttlSeconds, Math.floor(endsAtMs / 1000))
    const { kid, alg, privateKey } = ring.signer()
    const token = await new SignJWT({ iss: issuer, exp, iat, jti: randomId(system), ...claims })
      .setProtectedHeader({ typ: ACCESS_TOKEN_TYP, alg, kid })
      .sign(privateKey)
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
