/** The claims of an access token (RFC 9068 §2.2), as they stand on the wire. */
export interface AccessTokenClaims {
  iss: string
  /** The user's id, which never changes; of a service's own token the client's. */
  sub: string
  aud: string | string[]
  /** Seconds since the epoch, like `iat` and `nbf`. */
  exp: number
  iat: number
  nbf?: number
  jti: string
  client_id: string
  /** Scope tokens with single spaces between. */
  scope: string
  /** The session, where the token speaks for a person. */
  sid?: string
  /** For people to read; it can change. */
  username?: string
  [claim: string]: unknown
}

/** How far the clocks of those who issue and those who verify may differ. */
export const CLOCK_SKEW_SECONDS = 30
/** The longest that Mintmark ever lets a token live. */
export const MAX_LIFETIME_SECONDS = 3600

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isSeconds = (value: unknown): value is number => Number.isSafeInteger(value)
const isAbsentOr = (value: unknown, is: (value: unknown) => boolean) => value === undefined || is(value)

/**
 * What is wrong with the claims of a token whose signature is good; undefined where nothing is.
 * A library's checks are not enough: they take an infinite `exp`, an empty `sub` and a numeric `jti`.
 */
export function claimsProblem(
  claims: Record<string, unknown>,
  { issuer, audience, nowSeconds }: { issuer: string; audience: string; nowSeconds: number },
): string | undefined {
  const { iss, aud, sub, jti, client_id, scope, exp, iat, nbf, sid, username } = claims
  // Character by character (RFC 8725 §3.8).
  if (iss !== issuer) return 'iss is another issuer'
  const audiences = Array.isArray(aud) ? aud : [aud]
  if (!audiences.every(isText)) return 'aud is malformed'
  // Another service's token opens nothing here (RFC 8725 §3.9).
  if (!audiences.includes(audience)) return 'aud does not have this service'
  if (!isText(sub) || !isText(jti) || !isText(client_id) || typeof scope !== 'string') return 'sub, jti, client_id or scope is malformed'
  if (!isSeconds(exp) || !isSeconds(iat) || !isAbsentOr(nbf, isSeconds)) return 'exp, iat or nbf is not a whole number'
  if (exp - iat > MAX_LIFETIME_SECONDS) return 'it lives too long'
  if (iat > nowSeconds + CLOCK_SKEW_SECONDS) return 'iat is in the future'
  if (isSeconds(nbf) && nbf > nowSeconds + CLOCK_SKEW_SECONDS) return 'nbf is in the future'
  if (nowSeconds >= exp + CLOCK_SKEW_SECONDS) return 'it has expired'
  if (!isAbsentOr(sid, isText) || !isAbsentOr(username, isText)) return 'sid or username is malformed'
  // Without a proof of the key it is a stolen token (RFC 9449 §7.2).
  if (claims.cnf !== undefined) return 'it is bound to a key'
  return undefined
}
