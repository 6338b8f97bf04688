import type { ClientDirectory } from '../clients/client.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { type Session, type StandingUser, standingAt } from '../sessions/session.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import { randomId, type System } from '../system.ts'
import { type AccessTokenClaims, claimsProblem, isExpired } from './access-token-claims.ts'
import { signAccessToken, verifySignature } from './access-token-signature.ts'
import { createVerifiedTokenCache } from './verified-token-cache.ts'

/** At 200 bytes an entry, some 20 MB. */
const CACHED_TOKENS_PER_GENERATION = 50_000

export interface IssuedAccessToken {
  token: string
  expiresInSeconds: number
}

/** `dead`: the token was good once, and its session, user, client or key no longer is; or it never was good. `problem` is for the log. */
export type Verification = { claims: AccessTokenClaims } | { why: 'expired' | 'invalid'; problem: string }

export interface AccessTokens {
  issueForSession(session: Session, user: Pick<StandingUser, 'username'>, scope: string): Promise<IssuedAccessToken>
  /** Asks every time whether session, user, client and key are alive. Throws `unavailable` where that cannot be read (REQUIREMENTS F 8). */
  verify(token: string): Promise<Verification>
}

interface Verified {
  claims: AccessTokenClaims
  kid: string
}

export function createAccessTokens({
  issuer,
  audience,
  ttlSeconds,
  ring,
  sessions,
  clients,
  system,
}: {
  issuer: string
  audience: readonly string[]
  ttlSeconds: number
  ring: KeyRing
  sessions: SessionStore
  clients: ClientDirectory
  system: System
}): AccessTokens {
  const cache = createVerifiedTokenCache<Verified>(CACHED_TOKENS_PER_GENERATION)
  const nowSeconds = () => Math.floor(system.nowMs() / 1000)
  const aud = audience.length === 0 ? issuer : [issuer, ...audience]

  async function verifyOnce(token: string): Promise<Verified | { problem: string }> {
    const known = cache.find(token)
    if (known !== undefined) return known
    const signed = await verifySignature(token, ring, () => ring.refresh())
    if ('problem' in signed) return signed
    const problem = claimsProblem(signed.claims, issuer, nowSeconds())
    if (problem !== undefined) return { problem }
    const verified = { claims: signed.claims as unknown as AccessTokenClaims, kid: signed.kid }
    cache.remember(token, verified)
    return verified
  }

  /** What the database says of the token's session, or of the client where it speaks for one. */
  async function deathOf({ claims, kid }: Verified): Promise<string | undefined> {
    if (clients.find(claims.client_id) === undefined) return 'the client is unknown or disabled'
    if (claims.sid === undefined && claims.sub !== claims.client_id) return 'it has no session, and its subject is not its client'
    const asked = sessions.findStanding(claims.sid ?? '')
    const { standing } = asked instanceof Promise ? await asked : asked
    if (ring.verifier(kid) === undefined) return 'its key is gone'
    if (claims.sid === undefined) return undefined
    if (standing === undefined || standing.session.userId !== claims.sub) return 'its session is gone'
    const state = standingAt(standing, system.nowMs())
    return state === 'alive' ? undefined : `its session is ${state}`
  }

  return {
    async issueForSession(session, user, scope) {
      const iat = nowSeconds()
      // Never past the absolute end; the idle end moves, and is asked at every request.
      const exp = Math.min(iat + ttlSeconds, Math.floor(session.endsAtMs / 1000))
      const token = await signAccessToken(
        {
          iss: issuer,
          sub: session.userId,
          aud,
          exp,
          iat,
          jti: randomId(system),
          client_id: session.clientId,
          scope,
          sid: session.id,
          username: user.username,
          rc: session.counter,
        },
        ring,
      )
      return { token, expiresInSeconds: exp - iat }
    },
    async verify(token) {
      const verified = await verifyOnce(token)
      if ('problem' in verified) return { why: 'invalid', problem: verified.problem }
      if (isExpired(verified.claims, nowSeconds())) return { why: 'expired', problem: 'it has expired' }
      const death = await deathOf(verified)
      return death === undefined ? { claims: verified.claims } : { why: 'invalid', problem: death }
    },
  }
}
