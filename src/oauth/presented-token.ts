import { type Client, requireGrant } from '../clients/client.ts'
import type { ClientDirectory } from '../clients/client-directory.ts'
import { type GrantReason, Refusal } from '../errors.ts'
import { REFRESH_TOKEN_PREFIX, type RefreshTokens } from '../sessions/refresh-token.ts'
import type { StandingAnswer } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccessTokens } from './access-token.ts'
import { type AccessTokenClaims, isForAlone, isOver } from './access-token-claims.ts'

/** What a refresh presents: a refresh token in a form, or either kind of token as Bearer, as in tutorials. */
export type PresentedToken =
  /** The client has authenticated. Without a scope it asks for all that the session was granted. */
  | { kind: 'form'; client: Client; refreshToken: string; scope?: string | undefined; resources: readonly string[] }
  /**
   * Names no client: it is a refresh token of a public client, or an access token of the client `default`.
   */
  | { kind: 'bearer'; token: string }

/**
 * What an opened token says. An access token spends the session's counter too, but the answer has no refresh
 * token.
 */
export interface OpenedToken {
  kind: 'refresh_token' | 'access_token'
  sessionId: string
  counter: number
  /** The id of an access token; absent for a refresh token. */
  jti?: string
  /** The requested scope. An access token requests its own scope and audience again. */
  scope: string | undefined
  resources: readonly string[]
  /** The session, if the verification of an access token has already read it. */
  read?: StandingAnswer | undefined
}

/**
 * `unknown` means that the token was never valid, is another client's, or may not be used like this. The
 * answer does not say which.
 */
export interface DeadGrant {
  kind: 'dead'
  reason: GrantReason | 'unknown'
  /** For the log, if more is known. */
  problem?: string | undefined
}

/**
 * Returns the client that presents a token; undefined if only the token's session knows it.
 *
 * @throws {Refusal} `unauthorized_client` if the client may not use the grant, `forbidden` for an access
 * token if the client `default` is off.
 */
export function presenterOf(presented: PresentedToken, clients: ClientDirectory): Client | undefined {
  if (presented.kind === 'form') {
    requireGrant(presented.client, 'refresh_token')
    return presented.client
  }
  if (presented.token.startsWith(REFRESH_TOKEN_PREFIX)) return undefined
  if (clients.default === undefined) throw new Refusal('forbidden', 'The default client is off')
  return clients.default
}

const dead = (reason: DeadGrant['reason'], problem?: string): DeadGrant => ({ kind: 'dead', reason, problem })

export function createTokenOpening({
  accessTokens,
  refreshTokens,
  clients,
  issuer,
  system,
}: {
  accessTokens: AccessTokens
  refreshTokens: RefreshTokens
  clients: ClientDirectory
  issuer: string
  system: System
}): (presented: PresentedToken) => OpenedToken | DeadGrant | Promise<OpenedToken | DeadGrant> {
  function openRefreshToken(token: string, scope: string | undefined, resources: readonly string[]): OpenedToken | DeadGrant {
    const content = refreshTokens.open(token)
    return content === undefined ? dead('unknown') : { kind: 'refresh_token', ...content, scope, resources }
  }
  /**
   * Accepts only an unexpired token of the client `default`, for this service alone and bound to no key
   * (REQUIREMENTS R 9).
   */
  async function openAccessToken(token: string): Promise<OpenedToken | DeadGrant> {
    const verified = await accessTokens.verify(token)
    if (verified.kind !== 'alive') return dead(verified.kind === 'expired' ? 'refresh_expired' : 'unknown', verified.problem)
    const { claims, read } = verified
    // No skew is allowed for: this clock also set `exp`.
    if (isOver(claims, Math.floor(system.nowMs() / 1000))) return dead('refresh_expired')
    if (claims.client_id !== clients.default?.id || !mayRefresh(claims))
      return dead('unknown', 'it is not of a session of the default client, or it is bound to a key')
    // So no other service that sees a token can refresh it.
    if (!isForAlone(claims, issuer)) return dead('unknown', 'its audience is not this service alone')
    const { sid: sessionId, rc: counter, jti, scope } = claims
    return { kind: 'access_token', sessionId, counter, jti, scope, resources: [issuer], read }
  }

  return (presented) => {
    if (presented.kind === 'form') return openRefreshToken(presented.refreshToken, presented.scope, presented.resources)
    const { token } = presented
    return token.startsWith(REFRESH_TOKEN_PREFIX) ? openRefreshToken(token, undefined, []) : openAccessToken(token)
  }
}

function mayRefresh(claims: AccessTokenClaims): claims is AccessTokenClaims & { sid: string; rc: number } {
  return claims.cnf === undefined && claims.sid !== undefined && claims.rc !== undefined
}
