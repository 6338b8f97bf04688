/**
 * Verifies the access tokens of a Mintmark token service where a service is protected by them: no call for each request, no framework.
 * `./hono`, `./express` and `./fastify` put it before a route.
 *
 * @module
 */

export type { AccessTokenClaims } from './access-token-claims.ts'
export type { AuthOptions } from './guard.ts'
export type { VerifierOptions } from './options.ts'
export type { Refusal } from './refusal.ts'
export { createVerifier, type Verdict, type Verifier } from './verifier.ts'
