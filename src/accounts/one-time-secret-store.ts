import type { Act } from '../events/event.ts'

/** A one-time secret as it is stored: its HMAC, never the secret. */
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
   * Stores a secret in place of any before, and `hash` in place of the password's. It raises the epoch, which
   * ends every session of the user. Returns false if the user does not exist.
   */
  issue(issue: { userId: string; hmac: string; expiresAtMs: number; hash: string; act: Act }): Promise<boolean>
  /** The secret may have expired. @returns undefined if no enabled user of that name has one. */
  find(usernameKey: string): Promise<StoredOneTimeSecret | undefined>
  /**
   * Sets the password, removes the secret and the counted guesses, and raises the epoch. If the secret is not
   * `hmac` any more, has expired, or the user is disabled, it writes nothing and returns false. So a secret
   * that is used twice at once is used once.
   *
   * @param use.throttled The account's key in the throttle.
   */
  use(use: { userId: string; hmac: string; hash: string; throttled: string; act: Act }): Promise<boolean>
}
