import type { Act } from '../events/event.ts'
import type { System } from '../system.ts'
import type { PasswordHasher } from './hashing/password-hasher.ts'
import type { OneTimeSecrets } from './one-time-secret.ts'
import type { OneTimeSecretStore } from './one-time-secret-store.ts'

/** Undefined where there is no such user any more. */
export type OneTimeSecretIssue = (
  issue: { userId: string; lifeMs: number },
  act: Act,
) => Promise<{ secret: string; expiresAtMs: number } | undefined>

/**
 * An administrator resets a password without ever knowing one (OWASP ASVS 5.0 V6.4.6). The old password and every session end at once, not when the secret is used:
 * where an account was taken over, whoever holds either must not have another day, in which they could also change the password and so undo the reset.
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
    // Of a password that nobody has: a login fails as any other does, and costs the same.
    const hash = await hasher.hash(system.randomBytes(32).toString('base64url'))
    const issued = await store.issue({ userId, hmac: secrets.hmacOf(secret, userId), expiresAtMs, hash, act })
    return issued ? { secret, expiresAtMs } : undefined
  }
}
