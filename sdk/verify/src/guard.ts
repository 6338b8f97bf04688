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
  refuseUnknownOptions(options, 'verifier' in options ? ['verifier', 'scope'] : [...VERIFIER_OPTIONS, 'scope'])
  const { scope, ...rest } = options
  parseScope(scope)
  const verifier = 'verifier' in rest ? rest.verifier : createVerifier(rest)
  return (authorization) => verifier.verify(authorization, scope)
}
