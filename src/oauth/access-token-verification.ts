import { hash } from 'node:crypto'
import { DEFAULT_CLIENT_ID } from '../clients/client.ts'
import type { ClientDirectory } from '../clients/client-directory.ts'
import type { RevokedTokenStore } from '../clients/revoked-token-store.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { standingAt } from '../sessions/epoch.ts'
import type { SessionStore, StandingAnswer } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import { type AccessTokenClaims, claimsProblem, futureProblem, isExpired } from './access-token-claims.ts'
import { type NotSigned, notSigned, verifySignature } from './access-token-signature.ts'

export type Verification =
  | {
      kind: 'alive'
      claims: AccessTokenClaims
      /**
       * The user's current scope, and the client's if it has its own. A scope counts only if each of them has
       * it.
       */
      bounds: readonly string[]
      /** The session as it was read; undefined for a service's own token. */
      read: StandingAnswer | undefined
    }
  /** Both members are for the log. `claims` is present if signature and claims were good. */
  | { kind: 'expired' | 'invalid'; problem: string; claims?: AccessTokenClaims }

export interface VerificationNeeds {
  issuer: string
  ring: KeyRing
  sessions: SessionStore
  revokedTokens: RevokedTokenStore
  clients: ClientDirectory
  system: System
}

/** A token whose signature and claims were good, which never changes. */
interface Verified {
  kind: 'signed'
  claims: AccessTokenClaims
  kid: string
}

/** An entry takes some 540 bytes, so two generations take 22 MB. */
const CACHED_TOKENS_PER_GENERATION = 20_000

/**
 * Calls `then` at once if `value` is not a promise. For a remembered token, a promise would cost more than
 * all the checks.
 */
const onceKnown = <T, R>(value: T | Promise<T>, then: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(then) : then(value)

/**
 * Verifies access tokens. It checks signature and claims once, and time, session, user, client and key at
 * every use.
 */
export function createVerification({ issuer, ring, sessions, revokedTokens, clients, system }: VerificationNeeds) {
  const remembered = createTokenMemory<Verified>(CACHED_TOKENS_PER_GENERATION)
  const nowSeconds = () => Math.floor(system.nowMs() / 1000)
  const invalid = (problem: string, claims: AccessTokenClaims): Verification => ({ kind: 'invalid', problem, claims })

  const verifyFirst = (token: string, key: string) =>
    onceKnown(verifySignature(token, ring), (signed): Verified | NotSigned => {
      if (signed.kind === 'not_signed') return signed
      const problem = claimsProblem(signed.claims, issuer)
      if (problem !== undefined) return notSigned(problem)
      const verified: Verified = { ...signed, claims: signed.claims as unknown as AccessTokenClaims }
      remembered.put(key, verified)
      return verified
    })

  function judgeSession({ claims, kid }: Verified, read: StandingAnswer): Verification {
    const { standing } = read
    if (standing === undefined || standing.session.userId !== claims.sub || standing.session.clientId !== claims.client_id)
      return invalid('its session is gone', claims)
    if (claims.client_id === DEFAULT_CLIENT_ID && clients.default === undefined) return invalid('the default client is off', claims)
    const state = standingAt(standing, system.nowMs())
    const { user, clientScope } = standing
    if (state !== 'alive' || user === undefined) return invalid(`its session is ${state}`, claims)
    if (ring.verifier(kid) === undefined) return invalid('its key is gone', claims)
    return { kind: 'alive', claims, bounds: clientScope === null ? [user.scope] : [user.scope, clientScope], read }
  }

  /**
   * Brings the keys to the version that was read with the session. So a key that another replica revoked is
   * dead at once.
   */
  const askSession = (verified: Verified, sid: string) =>
    onceKnown(sessions.findStanding(sid), (read) =>
      read.keysVersion === ring.version
        ? judgeSession(verified, read)
        : ring.refresh(read.keysVersion).then(() => judgeSession(verified, read)),
    )

  /**
   * A service's own token is alive if it is not revoked and its client's epoch has not moved
   * (`sessions/epoch.ts`).
   */
  async function askService({ claims, kid }: Verified): Promise<Verification> {
    const { sub, client_id: clientId, jti, ce } = claims
    if (sub !== clientId) return invalid('it has no session, and its subject is not its client', claims)
    const { keysVersion, clientEpoch, clientScope, revoked } = await revokedTokens.findServiceTokenLife({ clientId, jti })
    await ring.refresh(keysVersion)
    if (clientEpoch === null || clientEpoch !== ce) return invalid('the client is unknown or disabled, or was since', claims)
    if (revoked) return invalid('it was revoked', claims)
    if (ring.verifier(kid) === undefined) return invalid('its key is gone', claims)
    return { kind: 'alive', claims, bounds: [clientScope], read: undefined }
  }

  function judgeWhenever(verified: Verified | NotSigned): Verification | Promise<Verification> {
    if (verified.kind === 'not_signed') return { kind: 'invalid', problem: verified.problem }
    const { claims } = verified
    const problem = futureProblem(claims, nowSeconds())
    if (problem !== undefined) return invalid(problem, claims)
    return claims.sid === undefined ? askService(verified) : askSession(verified, claims.sid)
  }

  const judge = (verified: Verified | NotSigned): Verification | Promise<Verification> =>
    verified.kind === 'signed' && isExpired(verified.claims, nowSeconds())
      ? { kind: 'expired', problem: 'it has expired', claims: verified.claims }
      : judgeWhenever(verified)

  const verifyOnce = (token: string) => {
    const key = keyOf(token)
    return remembered.find(key) ?? verifyFirst(token, key)
  }

  return {
    verify: (token: string) => onceKnown(verifyOnce(token), judge),
    verifyWhenever: (token: string) => onceKnown(verifyOnce(token), judgeWhenever),
  }
}

/** A token itself is a credential, so only its hash is stored. */
const keyOf = (token: string): string => hash('sha256', token, 'base64url')

/**
 * Remembers only tokens that were good, so that a flood of forged ones displaces nothing. It holds two
 * generations of `size` tokens; a token used in the present one outlives the next change.
 */
function createTokenMemory<T>(size: number) {
  let young = new Map<string, T>()
  let old = new Map<string, T>()
  const put = (key: string, value: T) => {
    if (young.size >= size) {
      old = young
      young = new Map()
    }
    young.set(key, value)
  }
  return {
    find(key: string): T | undefined {
      const value = young.get(key)
      if (value !== undefined) return value
      const older = old.get(key)
      if (older !== undefined) put(key, older)
      return older
    },
    put,
  }
}
