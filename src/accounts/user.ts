/**
 * People who log in.
 *
 * This room knows accounts, passwords and one-time secrets, and the rules that they obey. It knows no HTTP
 * and no SQL: a store is an interface here. The time comes with an act or from `System`. The room names
 * members as the code does; the edges turn those names into pointers and sentences. To add a reason for
 * which a rule says no, add a kind to `UserRejection`. Then `http/refusals.ts` does not compile until it
 * maps the kind, and neither does a command that can meet it.
 *
 * @module
 */

/** A person who logs in. */
export interface User {
  /** `usr_` and 128 random bits: opaque, immutable, never given to another (RFC 9700 §4.15). */
  id: string
  /** As it was typed when the account was made. */
  username: string
  /** `usernameKey(username)`; no two users share one. */
  usernameKey: string
  /** A PHC string of argon2id; or a hash of bcrypt, imported and not yet used to log in. */
  passwordHash: string
  /** What the user may have, with single spaces between. */
  scope: string
  /**
   * Raised when the user is disabled, gets a new password or a one-time secret, or is logged out
   * everywhere. A session of another epoch is dead.
   */
  epoch: number
  createdAtMs: number
  passwordChangedAtMs: number
  disabledAtMs: number | null
}

/** What is wrong with a member of an account: `The <member> <problem>.` */
export interface UserProblem {
  member: 'username' | 'password' | 'newPassword' | 'scope'
  problem: string
}

/** Why an account was not made or changed. Nothing was written then. */
export type UserRejection =
  /** It breaks rules. All problems are listed. */
  | { kind: 'unacceptable'; problems: UserProblem[] }
  /** Another account has the name. */
  | { kind: 'taken'; member: 'username' }
  /** The user does not exist. */
  | { kind: 'unknown' }
  /** `why` is for the log. */
  | { kind: 'wrong_current_password'; why: string }
  /**
   * It is wrong, has expired or was used. `why` is for the log; `userId` is the account that was meant, if
   * it exists.
   */
  | { kind: 'bad_one_time_secret'; why: string; userId: string | undefined }

/** The rejections of the given kinds. */
export type Rejected<Kind extends UserRejection['kind']> = { [K in Kind]: Extract<UserRejection, { kind: K }> & { kind: K } }[Kind]

export const USER_ID_PREFIX = 'usr_'

/** Whether `text` has the form of a user id. */
export const isUserId = (text: string): boolean => /^usr_[\w-]{22}$/.test(text)

/** The scope of a new user, unless another is given. */
export const DEFAULT_USER_SCOPE = 'data:read'

/** The user that `dev` makes. `serve` does not start while this user is enabled. */
export const DEMO_USERNAME = 'demo'
