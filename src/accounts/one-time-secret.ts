/**
 * The one-time secret. With it a person sets a new password after an administrator has reset the old one.
 *
 * A secret is `mot_` and 256 random bits as base64url, and is shown once. The database has an HMAC over
 * the secret and its user. Nobody can present the HMAC as the secret, and it is of no use for another
 * user.
 *
 * @module
 */

import { createHmac } from 'node:crypto'
import type { Act } from '../events/event.ts'
import { deriveKeys, sameBytes } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import { CLOCK_SKEW_MS } from '../sessions/rotation.ts'
import type { System } from '../system.ts'
import type { PasswordHasher } from './hashing/password-hasher.ts'
import type { OneTimeSecretStore } from './one-time-secret-store.ts'

const ONE_TIME_SECRET_PREFIX = 'mot_'

/**
 * How long a secret is good by default. It should be no longer than the hand-over takes (OWASP ASVS 5.0
 * V6.4.1).
 */
export const ONE_TIME_SECRET_HOURS = 24
/** A week. A user who has not used a secret by then gets another. */
export const MAX_ONE_TIME_SECRET_HOURS = 168

/**
 * Says why a secret that ends at `expiresAtMs` is not good at `nowMs`, for the log. An end more than a
 * week ahead was written by a wrong clock, so the right end is unknown.
 *
 * @returns undefined if it is good.
 */
export function oneTimeSecretEndProblem(expiresAtMs: number, nowMs: number): string | undefined {
  if (expiresAtMs <= nowMs) return 'expired'
  return expiresAtMs > nowMs + MAX_ONE_TIME_SECRET_HOURS * 3_600_000 + CLOCK_SKEW_MS ? 'made by a clock that was ahead' : undefined
}

/** Makes and compares one-time secrets, under the service secret. */
export interface OneTimeSecrets {
  make(): string
  /** Returns what is stored of a secret, as base64url. */
  hmacOf(secret: string, userId: string): string
  /** Whether the secret is the stored one. It takes as long if nothing is stored. */
  matches(secret: string, stored: { userId: string; hmac: string } | undefined): boolean
}

const NOTHING_STORED = { userId: '', hmac: '' }

export function createOneTimeSecrets(serviceSecret: ServiceSecret, system: System): OneTimeSecrets {
  const keys = deriveKeys(serviceSecret, 'one-time secrets')
  const [making] = keys
  // No id has a line end, so no two pairs make the same text.
  const hmac = (key: Buffer, secret: string, userId: string) => createHmac('sha256', key).update(`${userId}\n${secret}`).digest()

  return {
    make: () => ONE_TIME_SECRET_PREFIX + system.randomBytes(32).toString('base64url'),
    hmacOf: (secret, userId) => hmac(making, secret, userId).toString('base64url'),
    matches(secret, stored = NOTHING_STORED) {
      const bytes = Buffer.from(stored.hmac, 'base64url')
      return keys.map((key) => hmac(key, secret, stored.userId)).some((made) => sameBytes(made, bytes))
    },
  }
}

/**
 * Issues a one-time secret to a user.
 *
 * @returns undefined if the user does not exist.
 */
export type OneTimeSecretIssue = (
  issue: { userId: string; lifeMs: number },
  act: Act,
) => Promise<{ secret: string; expiresAtMs: number } | undefined>

/**
 * Creates the reset of a password by administrators, who never learn a password (OWASP ASVS 5.0 V6.4.6).
 * The old password and every session end at once, so that a thief cannot use them to undo the reset.
 */
export function createOneTimeSecretIssue({
  store,
  secrets,
  hasher,
  system,
}: {
  store: OneTimeSecretStore
  secrets: OneTimeSecrets
  hasher: PasswordHasher
  system: System
}): OneTimeSecretIssue {
  return async ({ userId, lifeMs }, act) => {
    const secret = secrets.make()
    const expiresAtMs = act.atMs + lifeMs
    // Nobody has the password of this hash. A login fails as any other does, and costs the same.
    const hash = await hasher.hash(system.randomBytes(32).toString('base64url'))
    const issued = await store.issue({ userId, hmac: secrets.hmacOf(secret, userId), expiresAtMs, hash, act })
    return issued ? { secret, expiresAtMs } : undefined
  }
}
