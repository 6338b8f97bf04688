import type { Act } from '../events/event.ts'

/** A one-time secret as it is stored: as an HMAC, never the secret itself. */
export interface StoredOneTimeSecret {
  userId: string
  username: string
  hmac: string
  expiresAtMs: number
}

/**
 * Each change is written with its event, in one transaction.
 *
 * @throws {Refusal} unavailable, from every method, if the store cannot be read or written.
 */
export interface OneTimeSecretStore {
  /**
   * Replaces any earlier secret, and the hash of the password by `hash`. It raises the epoch, which ends
   * every session of the user.
   *
   * @returns false if the user does not exist.
   */
  issue(issue: { userId: string; hmac: string; expiresAtMs: number; hash: string; act: Act }): Promise<boolean>
  /**
   * Finds the secret of a user, which may have expired.
   *
   * @returns undefined if no enabled user of that name has one.
   */
  find(usernameKey: string): Promise<StoredOneTimeSecret | undefined>
  /**
   * Sets the password, removes the secret and the counted guesses, and raises the epoch. If a secret is
   * used twice at once, only one use succeeds.
   *
   * @param use.throttled The account's key in the throttle.
   * @returns false if the secret is not `hmac` any more or has expired, or if the user is disabled.
   * Nothing was written then.
   */
  use(use: { userId: string; hmac: string; hash: string; throttled: string; act: Act }): Promise<boolean>
}
