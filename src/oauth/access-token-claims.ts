/** The `typ` of an access token (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYP = 'at+jwt'

/** The claims of an access token (RFC 9068 §2.2), as on the wire. */
export interface AccessTokenClaims {
  iss: string
  sub: string
  aud: string | string[]
  /** Seconds since the epoch, like `iat` and `nbf`. */
  exp: number
  iat: number
  nbf?: number
  jti: string
  client_id: string
  scope: string
  /** The session, if the token is a person's. */
  sid?: string
  username?: string
  /** The session's counter when the token was issued. A refresh by this token spends it. */
  rc?: number
  /** The client's epoch when the token was issued, if the token is the client's own. */
  ce?: number
  /** The key that the token is bound to (RFC 7800). */
  cnf?: unknown
}

/** Checks that the token is for `audience` alone, which it may name more than once. */
export const isForAlone = (claims: Pick<AccessTokenClaims, 'aud'>, audience: string): boolean =>
  audienceOf(claims).every((one) => one === audience)

/** How far the clocks of issuer and verifier may differ. */
export const CLOCK_SKEW_SECONDS = 30
/** The longest lifetime that this service ever gave to a token. */
export const MAX_LIFETIME_SECONDS = 3600

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isSeconds = (value: unknown): value is number => Number.isSafeInteger(value)
const isAbsentOr = (value: unknown, is: (value: unknown) => boolean) => value === undefined || is(value)

export const audienceOf = ({ aud }: Pick<AccessTokenClaims, 'aud'>): string[] => (typeof aud === 'string' ? [aud] : aud)

/** Returns true from the second `exp` on, without any skew (RFC 7519 §4.1.4). */
export const isOver = ({ exp }: Pick<AccessTokenClaims, 'exp'>, nowSeconds: number): boolean => nowSeconds >= exp

/** Returns true if `exp` and the skew have passed. This is what a protected route calls expired. */
export const isExpired = ({ exp }: Pick<AccessTokenClaims, 'exp'>, nowSeconds: number): boolean => nowSeconds >= exp + CLOCK_SKEW_SECONDS

/**
 * Says which claim lies in the future, beyond the skew: the clock that made the token was ahead. Call it at
 * every use, like `isExpired`: the clock may have been corrected since the last one.
 *
 * @returns undefined if none does.
 */
export function futureProblem({ iat, nbf = iat }: Pick<AccessTokenClaims, 'iat' | 'nbf'>, nowSeconds: number): string | undefined {
  const latest = nowSeconds + CLOCK_SKEW_SECONDS
  return iat > latest ? 'iat is in the future' : nbf > latest ? 'nbf is in the future' : undefined
}

/**
 * Says, for the log, what is wrong with signed claims, apart from time (see `isExpired` and `futureProblem`).
 * A library's checks are not enough: they accept an infinite `exp`, an empty `sub` and a numeric `jti`.
 *
 * @returns undefined if nothing is wrong.
 */
export function claimsProblem(claims: Record<string, unknown>, issuer: string): string | undefined {
  const { iss, aud, sub, jti, client_id, scope, exp, iat, nbf, sid, username, rc, ce } = claims
  if (iss !== issuer) return 'iss is another issuer'
  if (!(isText(aud) || (Array.isArray(aud) && aud.length > 0 && aud.every(isText)))) return 'aud is malformed'
  if (!isText(sub) || !isText(jti) || !isText(client_id) || typeof scope !== 'string') return 'sub, jti, client_id or scope is malformed'
  if (!isSeconds(exp) || !isSeconds(iat) || !isAbsentOr(nbf, isSeconds)) return 'exp, iat or nbf is not a whole number'
  if (exp - iat > MAX_LIFETIME_SECONDS) return 'it lives too long'
  if (!isAbsentOr(sid, isText) || !isAbsentOr(username, isText)) return 'sid or username is malformed'
  if (!isAbsentOr(rc, isSeconds) || !isAbsentOr(ce, isSeconds)) return 'rc or ce is malformed'
  return undefined
}
