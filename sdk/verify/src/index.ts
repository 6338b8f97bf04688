/**
 * Verifies the access tokens of a Mintmark token service, in the service that they protect. It makes no call
 * for each request and knows no framework: `./hono`, `./express` and `./fastify` put it before a route.
 *
 * What these files export is the public API. To add a framework, write an adapter that calls `createGuard`.
 *
 * @module
 */

export type { AccessTokenClaims } from './access-token-claims.ts'
export type { AuthOptions } from './guard.ts'
export type { VerifierOptions } from './options.ts'
export type { Refusal } from './refusal.ts'
export { createVerifier, type Verdict, type Verifier } from './verifier.ts'
