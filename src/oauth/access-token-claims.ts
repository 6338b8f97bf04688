/** RFC 9068 §2.1. */
export const ACCESS_TOKEN_TYP = 'at+jwt'

/** The claims of an access token (RFC 9068 §2.2), as they stand on the wire. */
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
  /** The session, if the token speaks for a person. */
  sid?: string
  username?: string
  /** The session's counter when the token was issued; what a refresh by this token spends. */
  rc?: number
  /** The client's epoch when the token was issued, if it speaks for the client itself. */
  ce?: number
  /** The key that the token is bound to (RFC 7800). */
  cnf?: unknown
}

/** Whether the token is for `audience` alone, even if it names it more than once. */
export const isForAlone = (claims: Pick<AccessTokenClaims, 'aud'>, audience: string): boolean =>
  audienceOf(claims).every((one) => one === audience)

/** How far the clocks of issuer and verifier may differ. */
export const CLOCK_SKEW_SECONDS = 30
/** The longest that any token of this service was ever allowed to live. */
export const MAX_LIFETIME_SECONDS = 3600

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isSeconds = (value: unknown): value is number => Number.isSafeInteger(value)
const isAbsentOr = (value: unknown, is: (value: unknown) => boolean) => value === undefined || is(value)

export const audienceOf = ({ aud }: Pick<AccessTokenClaims, 'aud'>): string[] => (typeof aud === 'string' ? [aud] : aud)

/** Whether the time of `claims` has passed, to the second: on and after `exp` it has (RFC 7519 §4.1.4). */
export const isOver = ({ exp }: Pick<AccessTokenClaims, 'exp'>, nowSeconds: number): boolean => nowSeconds >= exp

/**
 * Whether the time of `claims` has passed, with the skew allowed for: what a protected route calls expired.
 */
export const isExpired = ({ exp }: Pick<AccessTokenClaims, 'exp'>, nowSeconds: number): boolean => nowSeconds >= exp + CLOCK_SKEW_SECONDS

/**
 * Says which claim of a token lies in the future, beyond the skew: a clock that was ahead made the token. Ask
 * at every use, like `isExpired`: the clock may have been set right since the token was first seen.
 *
 * @returns undefined if none does.
 */
export function futureProblem({ iat, nbf = iat }: Pick<AccessTokenClaims, 'iat' | 'nbf'>, nowSeconds: number): string | undefined {
  const latest = nowSeconds + CLOCK_SKEW_SECONDS
  return iat > latest ? 'iat is in the future' : nbf > latest ? 'nbf is in the future' : undefined
}

/**
 * What is wrong with the claims of a token whose signature is good, for the log; undefined if nothing is.
 * Time is judged apart: see `isExpired` and `futureProblem`. A library's checks are not enough: they take an
 * infinite `exp`, an empty `sub` and a numeric `jti`.
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
