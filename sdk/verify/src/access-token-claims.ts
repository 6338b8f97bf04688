import { printable } from './printable.ts'

/** The claims of an access token (RFC 9068 §2.2), as on the wire. */
export interface AccessTokenClaims {
  iss: string
  /** The user's id, which never changes. In a service's own token it is the client's. */
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
  /** The session, if the token is a person's. */
  sid?: string
  /** For people to read; it can change. */
  username?: string
  [claim: string]: unknown
}

/** How far the clocks of issuer and verifier may differ, unless `clockToleranceSeconds` says more. */
export const CLOCK_SKEW_SECONDS = 30
/** The longest lifetime that Mintmark ever gives to a token. */
export const MAX_LIFETIME_SECONDS = 3600

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isSeconds = (value: unknown): value is number => Number.isSafeInteger(value)
const isAbsentOr = (value: unknown, is: (value: unknown) => boolean) => value === undefined || is(value)

/** What a token must agree with. */
export interface Expected {
  issuer: string
  audience: string
  nowSeconds: number
  /**
   * For `iat` and `nbf` only. `exp` keeps `CLOCK_SKEW_SECONDS`: a longer one would keep dead tokens alive.
   */
  clockToleranceSeconds: number
}

export interface ClaimsProblem {
  /**
   * `issuer`, `audience` and `clock` come from a wrong setting, here or at the client. `claims` comes from
   * the token.
   */
  kind: 'issuer' | 'audience' | 'clock' | 'claims'
  /** Names what was expected and what the token has. */
  text: string
}

const problem = (text: string, kind: ClaimsProblem['kind'] = 'claims'): ClaimsProblem => ({ kind, text })

/**
 * Judges the claims of a token whose signature is good. A library's checks are not enough: they accept an
 * infinite `exp`, an empty `sub` and a numeric `jti`.
 *
 * @returns undefined if nothing is wrong
 */
export function claimsProblem(claims: Record<string, unknown>, expected: Expected): ClaimsProblem | undefined {
  const { iss, aud, sub, jti, client_id, scope, exp, iat, nbf, sid, username } = claims
  const { issuer, audience, nowSeconds } = expected
  // Character by character (RFC 8725 §3.8).
  if (iss !== issuer) return problem(`the token is of the issuer ${printable(iss)}, not of ${printable(issuer)}`, 'issuer')
  const audiences = Array.isArray(aud) ? aud : [aud]
  if (!audiences.every(isText)) return problem('aud is malformed')
  // Another service's token opens nothing here (RFC 8725 §3.9).
  if (!audiences.includes(audience)) return problem(`the token is for ${printable(aud)}, not for ${printable(audience)}`, 'audience')
  if (!isText(sub) || !isText(jti) || !isText(client_id) || typeof scope !== 'string')
    return problem('sub, jti, client_id or scope is malformed')
  if (!isSeconds(exp) || !isSeconds(iat) || !isAbsentOr(nbf, isSeconds)) return problem('exp, iat or nbf is not a whole number')
  if (exp - iat > MAX_LIFETIME_SECONDS) return problem('it lives too long')
  const ahead = aheadOf({ iat, nbf: isSeconds(nbf) ? nbf : iat }, expected)
  if (ahead !== undefined) return problem(ahead, 'clock')
  if (nowSeconds >= exp + CLOCK_SKEW_SECONDS) return problem('it has expired')
  if (!isAbsentOr(sid, isText) || !isAbsentOr(username, isText)) return problem('sid or username is malformed')
  // Without a proof of possession it counts as stolen (RFC 9449 §7.2).
  return claims.cnf === undefined ? undefined : problem('it is bound to a key')
}

/** Says which time is later than this machine's clock allows. */
function aheadOf(times: { iat: number; nbf: number }, { nowSeconds, clockToleranceSeconds }: Expected): string | undefined {
  const name = (['iat', 'nbf'] as const).find((each) => times[each] > nowSeconds + clockToleranceSeconds)
  if (name === undefined) return undefined
  return `${name} is ${times[name] - nowSeconds} s ahead of this machine's clock, and ${clockToleranceSeconds} s are allowed`
}
