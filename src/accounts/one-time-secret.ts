import { createHmac } from 'node:crypto'
import { deriveKeys, sameBytes } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import { CLOCK_SKEW_MS } from '../sessions/rotation.ts'
import type { System } from '../system.ts'

/**
 * The one-time secret, with which a person sets a new password when an administrator has reset the old one: `mot_` and 256 random bits as base64url.
 * It is shown once. What is kept is an HMAC over it and its user, so what the database holds is no secret, and no other user's.
 *
 * @module
 */

const ONE_TIME_SECRET_PREFIX = 'mot_'

/** How long one is good unless it is said otherwise (OWASP ASVS 5.0 V6.4.1: no longer than it takes to hand it over). */
export const ONE_TIME_SECRET_HOURS = 24
/** A week: whoever has not come for it by then is given another. */
export const MAX_ONE_TIME_SECRET_HOURS = 168

/**
 * Says why a secret that ends at `expiresAtMs` is not good at `nowMs`, for the log. An end more than a week away was written by a clock that was ahead: nobody knows
 * whether the secret's own time is over.
 *
 * @returns undefined if it is good.
 */
export function oneTimeSecretEndProblem(expiresAtMs: number, nowMs: number): string | undefined {
  if (expiresAtMs <= nowMs) return 'expired'
  return expiresAtMs > nowMs + MAX_ONE_TIME_SECRET_HOURS * 3_600_000 + CLOCK_SKEW_MS ? 'made by a clock that was ahead' : undefined
}

export interface OneTimeSecrets {
  make(): string
  /** What is kept, as base64url. */
  hmacOf(secret: string, userId: string): string
  /** Takes as long where nothing is kept. */
  matches(secret: string, kept: { userId: string; hmac: string } | undefined): boolean
}

const NOTHING_KEPT = { userId: '', hmac: '' }

export function createOneTimeSecrets(serviceSecret: ServiceSecret, system: System): OneTimeSecrets {
  const keys = deriveKeys(serviceSecret, 'one-time secrets')
  const [making] = keys
  // No id has a line end, so no two pairs make the same text.
  const hmac = (key: Buffer, secret: string, userId: string) => createHmac('sha256', key).update(`${userId}\n${secret}`).digest()

  return {
    make: () => ONE_TIME_SECRET_PREFIX + system.randomBytes(32).toString('base64url'),
    hmacOf: (secret, userId) => hmac(making, secret, userId).toString('base64url'),
    matches(secret, kept = NOTHING_KEPT) {
      const bytes = Buffer.from(kept.hmac, 'base64url')
      return keys.map((key) => hmac(key, secret, kept.userId)).some((made) => sameBytes(made, bytes))
    },
  }
}
