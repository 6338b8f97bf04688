import type { Act } from '../events/event.ts'

/** A one-time secret as it is stored: its HMAC, never the secret. */
export interface StoredOneTimeSecret {
  userId: string
  username: string
  hmac: string
  expiresAtMs: number
}

/**
 * Each change is written with its event, in one transaction. Every method throws a `Refusal` of code
 * `unavailable` where the store cannot be read or written.
 */
export interface OneTimeSecretStore {
  /**
   * Keeps a secret in place of any before, sets `hash` in place of the password's, and raises the epoch,
   * which ends every session of the user. False where there is no such user.
   */
  issue(issue: { userId: string; hmac: string; expiresAtMs: number; hash: string; act: Act }): Promise<boolean>
  /** Undefined where no user of that name is enabled and has one; it may have expired. */
  find(usernameKey: string): Promise<StoredOneTimeSecret | undefined>
  /**
   * Sets the password, forgets the secret and what was guessed at the account, and raises the epoch: only
   * where the secret still is `hmac`, unexpired, and the user enabled. So of many who use one secret at once,
   * one does. False otherwise; then nothing was written.
   *
   * @param use.throttled The account's key in the throttle.
   */
  use(use: { userId: string; hmac: string; hash: string; throttled: string; act: Act }): Promise<boolean>
}
