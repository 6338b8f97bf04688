import { presentedToken } from './authorization.ts'
import { parseScope, refuseUnknownOptions, VERIFIER_OPTIONS, type VerifierOptions } from './options.ts'
import { createVerifier, type Verdict, type Verifier } from './verifier.ts'

/** Of a route: how its tokens are verified, be it by a verifier that other routes share, and what scope they need. */
export type AuthOptions = (VerifierOptions | { verifier: Verifier }) & {
  /** All of these are needed, with single spaces between. Absent: any token for this service will do. */
  scope?: string | undefined
  /** Whether a request without a Bearer token is let through too, and has no `auth` then. A token that is bad is refused all the same. */
  optional?: boolean | undefined
}

/** Without claims: nobody is logged in, and that will do. */
export type Admission = Verdict | { claims: undefined }

/** @param request as the framework has it, for `onRefusal` */
export type Guard = (authorization: readonly string[], request: unknown) => Promise<Admission>

/** What the adapters have in common. Throws a `TypeError` for options that are wrong. */
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
