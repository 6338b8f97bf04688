/** A person who logs in. */
export interface User {
  /** `usr_` and 128 random bits: opaque, immutable, never given to another (RFC 9700 §4.15). */
  id: string
  /** As typed when the account was made. */
  username: string
  /** `usernameKey(username)`; no two users share one. */
  usernameKey: string
  /** A PHC string of argon2id; or a hash of bcrypt, imported and not yet used to log in. */
  passwordHash: string
  /** What the user may have, with single spaces between. */
  scope: string
  /** Raised by disable, delete, log-out everywhere and password change; a session of another epoch is dead. */
  epoch: number
  createdAtMs: number
  passwordChangedAtMs: number
  disabledAtMs: number | null
}

export const USER_ID_PREFIX = 'usr_'

/** Whether `text` can be a user's id at all. */
export const isUserId = (text: string): boolean => /^usr_[\w-]{22}$/.test(text)

/** What a new user may have unless it is said otherwise. */
export const DEFAULT_USER_SCOPE = 'data:read'

/** The user that `dev` makes, and that `serve` does not start with. */
export const DEMO_USERNAME = 'demo'
