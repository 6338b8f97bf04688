import { type Client, DEFAULT_CLIENT_ID } from '../clients/client.ts'
import type { ClientDirectory } from '../clients/client-directory.ts'
import type { RevokedTokenStore } from '../clients/revoked-token-store.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { type Session, type StandingUser, standingAt } from '../sessions/session.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import { randomId, type System } from '../system.ts'
import { type AccessTokenClaims, claimsProblem, futureProblem, isExpired } from './access-token-claims.ts'
import { signAccessToken, verifySignature } from './access-token-signature.ts'
import { audClaim } from './audience.ts'
import { createVerifiedTokenCache } from './verified-token-cache.ts'

/** At 200 bytes an entry, some 20 MB. */
const CACHED_TOKENS_PER_GENERATION = 50_000

export interface IssuedAccessToken {
  token: string
  expiresInSeconds: number
}

/**
 * `bounds`: what its user may have now, and its client where that has a scope of its own. What was taken away from one of them counts no longer, though it stands in
 * the claims. `problem` is for the log, and so are the claims of one that was good once.
 */
export type Verification =
  | { claims: AccessTokenClaims; bounds: readonly string[] }
  | { why: 'expired' | 'invalid'; problem: string; claims?: AccessTokenClaims }

export interface AccessTokens {
  issueForSession(
    session: Session,
    user: Pick<StandingUser, 'username'>,
    scope: string,
    audience: readonly string[],
  ): Promise<IssuedAccessToken>
  issueForService(client: Client, scope: string, audience: readonly string[]): Promise<IssuedAccessToken>
  /** Whom it is for is for the caller to judge. Asks every time whether session, user, client and key are alive. Throws `unavailable` where that cannot be read (REQUIREMENTS F 8). */
  verify(token: string): Verification | Promise<Verification>
  /** The same, whether it has expired or not. For whoever gives it up: its session may live on. */
  verifyWhenever(token: string): Verification | Promise<Verification>
}

interface Verified {
  claims: AccessTokenClaims
  kid: string
}

/** What the database says of a token whose signature and claims are good. */
type Life = { bounds: readonly string[] } | { death: string }

/** At once where the value is there: of a token that is remembered, promises would cost more than all that is asked about it. */
const onceKnown = <T, R>(value: T | Promise<T>, then: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(then) : then(value)

export function createAccessTokens({
  issuer,
  ttlSeconds,
  ring,
  sessions,
  revokedTokens,
  clients,
  system,
}: {
  issuer: string
  ttlSeconds: number
  ring: KeyRing
  sessions: SessionStore
  revokedTokens: RevokedTokenStore
  clients: ClientDirectory
  system: System
}): AccessTokens {
  const cache = createVerifiedTokenCache<Verified>(CACHED_TOKENS_PER_GENERATION)
  const nowSeconds = () => Math.floor(system.nowMs() / 1000)

  async function verifyFirst(token: string): Promise<Verified | { problem: string }> {
    const signed = await verifySignature(token, ring)
    if ('problem' in signed) return signed
    const problem = claimsProblem(signed.claims, issuer)
    if (problem !== undefined) return { problem }
    const verified = { claims: signed.claims as unknown as AccessTokenClaims, kid: signed.kid }
    cache.remember(token, verified)
    return verified
  }

  const ofSession = ({ sub, client_id }: AccessTokenClaims, sid: string) =>
    onceKnown(sessions.findStanding(sid), ({ standing }): Life => {
      if (standing === undefined || standing.session.userId !== sub || standing.session.clientId !== client_id)
        return { death: 'its session is gone' }
      if (client_id === DEFAULT_CLIENT_ID && clients.default === undefined) return { death: 'the default client is off' }
      const state = standingAt(standing, system.nowMs())
      if (state !== 'alive' || standing.user === undefined) return { death: `its session is ${state}` }
      const { clientScope } = standing
      return { bounds: clientScope === null ? [standing.user.scope] : [standing.user.scope, clientScope] }
    })

  /** Of a client that speaks for itself. */
  async function ofService({ sub, client_id, jti, ce }: AccessTokenClaims): Promise<Life> {
    if (sub !== client_id) return { death: 'it has no session, and its subject is not its client' }
    const { keysVersion, clientEpoch, clientScope, revoked } = await revokedTokens.findServiceStanding({ clientId: client_id, jti })
    await ring.refresh(keysVersion)
    if (clientEpoch === null || clientEpoch !== ce) return { death: 'the client is unknown or disabled, or was since' }
    return revoked ? { death: 'it was revoked' } : { bounds: [clientScope] }
  }

  const askLife = ({ claims, kid }: Verified): Verification | Promise<Verification> =>
    onceKnown(claims.sid === undefined ? ofService(claims) : ofSession(claims, claims.sid), (life): Verification => {
      if ('death' in life) return { why: 'invalid', problem: life.death, claims }
      return ring.verifier(kid) === undefined ? { why: 'invalid', problem: 'its key is gone', claims } : { claims, bounds: life.bounds }
    })

  const judgeWhenever = (verified: Verified | { problem: string }): Verification | Promise<Verification> => {
    if ('problem' in verified) return { why: 'invalid', problem: verified.problem }
    const problem = futureProblem(verified.claims, nowSeconds())
    return problem === undefined ? askLife(verified) : { why: 'invalid', problem, claims: verified.claims }
  }

  const judge = (verified: Verified | { problem: string }): Verification | Promise<Verification> =>
    'claims' in verified && isExpired(verified.claims, nowSeconds())
      ? { why: 'expired', problem: 'it has expired', claims: verified.claims }
      : judgeWhenever(verified)

  const issue = async (
    claims: Omit<AccessTokenClaims, 'iss' | 'iat' | 'exp' | 'jti'>,
    endsAtMs = Number.POSITIVE_INFINITY,
  ): Promise<IssuedAccessToken> => {
    const iat = nowSeconds()
    // Never past the session's absolute end; the idle end moves, and is asked at every request.
    const exp = Math.min(iat + ttlSeconds, Math.floor(endsAtMs / 1000))
    const token = await signAccessToken({ iss: issuer, exp, iat, jti: randomId(system), ...claims }, ring)
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
    verify: (token) => onceKnown(cache.find(token) ?? verifyFirst(token), judge),
    verifyWhenever: (token) => onceKnown(cache.find(token) ?? verifyFirst(token), judgeWhenever),
  }
}
