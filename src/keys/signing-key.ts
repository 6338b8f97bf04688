/**
 * The room of the signing keys: their life, their storage under the service secret, and the ring. The ring
 * signs and verifies. The room knows nothing about what is signed.
 *
 * A new rule of time goes into `key-lifecycle.ts`, a new change of the set into `key-set-plan.ts`. Both are
 * functions of rows and the time, so that all replicas agree.
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
  /** When it came into the JWK Set. */
  publishedAtMs: number
  /** When it begins to sign; null while it waits, published, for its turn. */
  signsFromMs: number | null
}

export type SigningAlg = 'ES256' | 'EdDSA' | 'RS256'

/**
 * The service secret is not the one that sealed the signing keys. The cause tells the operator what to do.
 */
export class SealBroken extends Refusal {
  constructor() {
    const cause = new Error('The signing keys were sealed under another service secret: give that one, or give it as the previous one.')
    super('unavailable', 'The signing keys cannot be opened.', { retryAfterSeconds: 1, cause })
    this.name = 'SealBroken'
  }
}
