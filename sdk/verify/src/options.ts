import type { Refusal } from './refusal.ts'

export interface VerifierOptions {
  /** Mintmark's own origin (`MINTMARK_ISSUER`), exactly: no path, no slash at the end. */
  issuer: string
  /**
   * The identifier of this service, as Mintmark writes it into `aud`. Never the issuer: a token for Mintmark
   * itself opens nothing elsewhere.
   */
  audience: string
  /**
   * Where the public keys are, if the issuer's metadata (RFC 8414) does not fit, for example on a private
   * network.
   */
  jwksUri?: string | undefined
  /**
   * How far this machine's clock may be behind the issuer's, in seconds: 0 to 300, default 30. It is for
   * `iat` and `nbf`; `exp` always has 30 s.
   */
  clockToleranceSeconds?: number | undefined
  /**
   * Called for every refusal, whose `problem` is for the log. The answer does not wait for it, and ignores
   * what it throws.
   *
   * - `request` is the third argument of `verify`. The adapters pass the request of Express or Fastify, or
   *   the context of Hono.
   */
  onRefusal?: ((refusal: Refusal, request: unknown) => unknown) | undefined
  /**
   * Called with one sentence when a fault of the setup begins, such as a wrong issuer, and when it ends. It
   * is not called for each request, and what it throws is ignored.
   *
   * - Default: `console.warn`.
   */
  onWarning?: ((warning: string) => unknown) | undefined
  /** Milliseconds since the epoch. Default: the system's clock. */
  nowMs?: (() => number) | undefined
  /** Default: the platform's. It must follow no redirect if it is told so, and honour the signal. */
  fetch?: typeof globalThis.fetch | undefined
}

export const VERIFIER_OPTIONS = ['issuer', 'audience', 'jwksUri', 'clockToleranceSeconds', 'onRefusal', 'onWarning', 'nowMs', 'fetch']

const MAX_CLOCK_TOLERANCE_SECONDS = 300

const urlOf = (text: unknown): URL | undefined => {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined
}

/**
 * A misspelt option would otherwise be a check that is never made.
 *
 * @throws {TypeError} for the first option that is not known
 */
export function refuseUnknownOptions(options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw new TypeError('The options must be an object.')
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`The option ${unknown} is not known; there are ${known.join(', ')}.`)
}

/** @throws {TypeError} that says which option is wrong, and how */
export function checkOptions({ issuer, audience, jwksUri, clockToleranceSeconds = 0 }: VerifierOptions): void {
  const url = urlOf(issuer)
  // `iss` is compared character by character, so another spelling would refuse every token (RFC 9068 §4).
  if (url === undefined || url.origin !== issuer)
    throw new TypeError('issuer must be an origin, as https://auth.example.com, without a path or a slash at its end.')
  if (typeof audience !== 'string' || audience === '') throw new TypeError('audience must be the identifier of this service.')
  const named = urlOf(audience)
  if (named?.origin === issuer && named.pathname === '/' && named.search === '' && named.hash === '')
    throw new TypeError(
      'audience must not be the issuer: a token for Mintmark itself must not open another service. Give this service an identifier of its own, in MINTMARK_AUDIENCE.',
    )
  const keys = urlOf(jwksUri)
  // `fetch` would refuse such a URL too, with a message that shows the password.
  if (jwksUri !== undefined && (keys === undefined || keys.username + keys.password !== ''))
    throw new TypeError('jwksUri must be an http or https URL, without a user name and a password.')
  const isSeconds = Number.isInteger(clockToleranceSeconds) && clockToleranceSeconds >= 0
  if (!isSeconds || clockToleranceSeconds > MAX_CLOCK_TOLERANCE_SECONDS)
    throw new TypeError(`clockToleranceSeconds must be a whole number from 0 to ${MAX_CLOCK_TOLERANCE_SECONDS}.`)
}

/**
 * Returns the needed scope tokens, from a list with single spaces between.
 *
 * @throws {TypeError} for text that RFC 6749 §3.3 does not allow
 */
export function parseScope(scope: unknown): string[] {
  if (scope === undefined) return []
  const tokens = typeof scope === 'string' ? scope.split(' ') : []
  if (tokens.length === 0 || !tokens.every((token) => /^[\x21\x23-\x5B\x5D-\x7E]+$/.test(token)))
    throw new TypeError('scope must be scope tokens with single spaces between, as "orders:read orders:write".')
  return tokens
}
