import { parseScope, refuseUnknownOptions, VERIFIER_OPTIONS, type VerifierOptions } from './options.ts'
import { createVerifier, type Verdict, type Verifier } from './verifier.ts'

/** Of a route: how its tokens are verified, be it by a verifier that other routes share, and what scope they need. */
export type AuthOptions = (VerifierOptions | { verifier: Verifier }) & {
  /** All of these are needed, with single spaces between. Absent: any token for this service will do. */
  scope?: string | undefined
}

export type Guard = (authorization: string | readonly string[] | null | undefined) => Promise<Verdict>

/** What the adapters have in common. Throws a `TypeError` for options that are wrong. */
export function createGuard(options: AuthOptions): Guard {
  const shared = (options as { verifier?: Verifier } | undefined)?.verifier
  refuseUnknownOptions(options, shared === undefined ? [...VERIFIER_OPTIONS, 'scope'] : ['verifier', 'scope'])
  const { scope, ...rest } = options
  parseScope(scope)
  const verifier = shared ?? createVerifier(rest as VerifierOptions)
  return (authorization) => verifier.verify(authorization, scope)
}
