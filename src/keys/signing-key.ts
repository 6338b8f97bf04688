/**
 * The room of the signing keys: their life, their storage under the service secret, and the ring that signs
 * and verifies. It knows nothing of what is signed.
 *
 * A new rule of time goes into `key-lifecycle.ts`, a new change of the set into `key-set-plan.ts`: both are
 * functions of rows and the time, so that any number of replicas agree.
 *
 * @module
 */

import { Refusal } from '../errors.ts'

/** A key that signs access tokens, as it is stored. Times are milliseconds since the epoch. */
export interface SigningKey {
  kid: string
  alg: SigningAlg
  /** JSON of the public JWK (RFC 7517), with `kid`, `alg` and `use`. */
  publicJwk: string
  /**
   * The private JWK as a compact JWE (`dir`, `A256GCM`) under the service secret. Its protected header, which
   * is the associated data, holds the kid.
   */
  sealedPrivateJwk: string
  /** Since when it is in the JWK Set. */
  publishedAtMs: number
  /** From when it signs. Null: it waits, published, for its turn. */
  signsFromMs: number | null
}

export type SigningAlg = 'ES256' | 'EdDSA' | 'RS256'

/**
 * The service secret is not the one that the signing keys were sealed under. The cause says what to do about
 * it, for the operator.
 */
export class SealBroken extends Refusal {
  constructor() {
    const cause = new Error('The service secret is not the one that they were sealed under: give that one, or give it as the previous one.')
    super('unavailable', 'The signing keys cannot be opened.', { retryAfterSeconds: 1, cause })
    this.name = 'SealBroken'
  }
}
