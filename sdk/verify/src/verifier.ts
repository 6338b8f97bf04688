import { type AccessTokenClaims, CLOCK_SKEW_SECONDS, claimsProblem } from './access-token-claims.ts'
import { verifySignature } from './access-token-signature.ts'
import { presentedToken } from './authorization.ts'
import { createKeySet, KeysUnavailable } from './key-set.ts'
import { checkOptions, parseScope, refuseUnknownOptions, VERIFIER_OPTIONS, type VerifierOptions } from './options.ts'
import { insufficientScope, invalidToken, isRefused, notAuthenticated, type Refusal, unavailable } from './refusal.ts'
import { createWarnings } from './warnings.ts'

export type Verdict = { claims: AccessTokenClaims } | { refusal: Refusal }

export interface Verifier {
  /**
   * Verifies the token of a request.
   *
   * @param authorization The `Authorization` header of the request; all of its values if it was sent more
   * than once.
   * @param scope Scope tokens with single spaces between, which the token must all have. If absent, none is
   * needed.
   * @param request Passed on to `onRefusal`.
   */
  verify(authorization: string | readonly string[] | null | undefined, scope?: string, request?: unknown): Promise<Verdict>
}

/**
 * Creates a verifier, which keeps the issuer's keys: create one for a service, not one for each request. It
 * fetches nothing before the first token.
 *
 * @throws {TypeError} for options that are wrong
 */
export function createVerifier(options: VerifierOptions): Verifier {
  refuseUnknownOptions(options, VERIFIER_OPTIONS)
  checkOptions(options)
  const { issuer, audience, jwksUri, clockToleranceSeconds = CLOCK_SKEW_SECONDS, onRefusal } = options
  const { onWarning: warn = consoleWarn, nowMs = Date.now, fetch = globalThis.fetch } = options
  const warnings = createWarnings({ issuer, jwksUri, audience, warn, nowMs })
  const keys = createKeySet({ issuer, jwksUri, fetch }, nowMs, warnings)
  const tell = async (refusal: Refusal, request: unknown) => onRefusal?.(refusal, request)

  async function judge(values: readonly string[], needed: readonly string[]): Promise<Verdict> {
    const presented = presentedToken(values)
    if (presented === 'none') return notAuthenticated()
    if (presented === 'several') return invalidToken('several Authorization headers')
    const signed = await verifySignature(presented.token, keys)
    if (signed.kind === 'refused') return invalidToken(signed.problem)
    const expected = { issuer, audience, nowSeconds: Math.floor(nowMs() / 1000), clockToleranceSeconds }
    const problem = claimsProblem(signed.claims, expected)
    if (problem !== undefined) {
      warnings.tokenRefused(problem)
      return invalidToken(problem.text)
    }
    const claims = signed.claims as AccessTokenClaims
    const granted = claims.scope.split(' ')
    return needed.every((token) => granted.includes(token)) ? { claims } : insufficientScope(needed.join(' '))
  }

  return {
    async verify(authorization, scope, request) {
      const values = typeof authorization === 'string' ? [authorization] : (authorization ?? [])
      const verdict = await judge(values, parseScope(scope)).catch(verdictOnFailure)
      // A failure of the log must not affect the request.
      if (isRefused(verdict)) tell(verdict.refusal, request).catch(() => {})
      return verdict
    },
  }
}

const consoleWarn = (warning: string) => console.warn(warning)

function verdictOnFailure(error: unknown): Verdict {
  if (!(error instanceof KeysUnavailable)) throw error
  const { cause } = error
  return unavailable(error.retryAfterSeconds, cause instanceof Error ? `${error.message}: ${cause.message}` : error.message)
}
