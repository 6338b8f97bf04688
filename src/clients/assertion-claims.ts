import type { JWTPayload } from 'jose'

/** The audiences that an assertion may have. A client is registered for one of them, never for both. */
export const ASSERTION_AUDIENCES = ['issuer', 'token_endpoint'] as const
export type AssertionAudience = (typeof ASSERTION_AUDIENCES)[number]

/** How long an assertion may live, unless the client is registered for another time. */
export const DEFAULT_ASSERTION_MAX_SECONDS = 300
export const LEAST_ASSERTION_MAX_SECONDS = 60
export const MOST_ASSERTION_MAX_SECONDS = 3600

/** How far the client's clock may be from the clock of this service. */
export const MAX_CLOCK_SKEW_SECONDS = 30
const MAX_JTI_LENGTH = 255

/** What the registration of a client says about its assertions. */
interface Registration {
  id: string
  assertionAudience: AssertionAudience
  assertionMaxSeconds: number
}

/**
 * Says what is wrong with the claims of an assertion (RFC 7523 §3), for the log.
 *
 * @returns undefined if nothing is.
 */
export function assertionProblem(
  claims: JWTPayload,
  { id, assertionAudience, assertionMaxSeconds }: Registration,
  { issuer, nowSeconds }: { issuer: string; nowSeconds: number },
): string | undefined {
  if (claims.iss !== id || claims.sub !== id) return 'iss or sub of the assertion is not the client'
  // Exactly one, so an assertion for another server cannot be used here, nor one for here at another server.
  const expected = assertionAudience === 'token_endpoint' ? `${issuer}/token` : issuer
  if (!isAloneIn(expected, claims.aud)) return `aud of the assertion is not ${expected} alone`
  return (
    timeProblem(claims, assertionMaxSeconds, nowSeconds) ?? (isJti(claims.jti) ? undefined : 'jti of the assertion is missing or malformed')
  )
}

/** Whether `aud` names this audience and no other, as one text or as a list (RFC 7519 §4.1.3). */
const isAloneIn = (audience: string, aud: unknown): boolean =>
  Array.isArray(aud) ? aud.length > 0 && aud.every((one) => one === audience) : aud === audience

function timeProblem({ exp, iat, nbf }: JWTPayload, maxSeconds: number, nowSeconds: number): string | undefined {
  if (!isNumericDate(exp)) return 'exp of the assertion is missing or is not a number'
  if (exp + MAX_CLOCK_SKEW_SECONDS <= nowSeconds) return 'the assertion has expired'
  if (exp > nowSeconds + maxSeconds + MAX_CLOCK_SKEW_SECONDS) return `the assertion lives longer than the client's ${maxSeconds} s`
  for (const [name, time] of Object.entries({ iat, nbf })) {
    if (time === undefined) continue
    if (!isNumericDate(time)) return `${name} of the assertion is not a number`
    if (time > nowSeconds + MAX_CLOCK_SKEW_SECONDS) return `${name} of the assertion is in the future`
  }
  return undefined
}

/** Whether `value` is a time in seconds, which may have a fraction (RFC 7519 §2). */
const isNumericDate = (value: unknown): value is number => Number.isFinite(value)

/** Whether `jti` has a length, and characters, that a database can store. */
const isJti = (jti: unknown): jti is string =>
  typeof jti === 'string' && jti !== '' && jti.length <= MAX_JTI_LENGTH && jti.isWellFormed() && !jti.includes('\0')
