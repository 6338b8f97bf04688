import { presentedToken } from './authorization.ts'
import { parseScope, refuseUnknownOptions, VERIFIER_OPTIONS, type VerifierOptions } from './options.ts'
import { createVerifier, type Verdict, type Verifier } from './verifier.ts'

/**
 * The options of a route: how its tokens are verified, and the scope that they need. Routes can share a
 * `verifier`.
 */
export type AuthOptions = (VerifierOptions | { verifier: Verifier }) & {
  /**
   * Scope tokens with single spaces between, which are all needed. If absent, any token for this service will
   * do.
   */
  scope?: string | undefined
  /**
   * Whether a request without a Bearer token is let through too; it then has no `auth`. A bad token is still
   * refused.
   */
  optional?: boolean | undefined
}

/** Without claims nobody is logged in, and the route allows that. */
export type Admission = Verdict | { claims: undefined }

/** @param request the framework's request, for `onRefusal` */
export type Guard = (authorization: readonly string[], request: unknown) => Promise<Admission>

/**
 * Creates what all adapters share.
 *
 * @throws {TypeError} for options that are wrong
 */
export function createGuard(options: AuthOptions): Guard {
  const shared = (options as { verifier?: Verifier } | undefined)?.verifier
  refuseUnknownOptions(options, shared === undefined ? [...VERIFIER_OPTIONS, 'scope', 'optional'] : ['verifier', 'scope', 'optional'])
  const { scope, optional = false, ...rest } = options
  parseScope(scope)
  if (typeof optional !== 'boolean') throw new TypeError('optional must be true or false.')
  const verifier = shared ?? createVerifier(rest as VerifierOptions)
  return async (authorization, request) =>
    optional && presentedToken(authorization) === 'none' ? { claims: undefined } : verifier.verify(authorization, scope, request)
}
