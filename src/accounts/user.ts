/**
 * People who log in.
 *
 * This room knows accounts, passwords and one-time secrets, and the rules that they obey. It knows no HTTP,
 * no SQL and no clock: a store is an interface here, and `now` comes with an act. It names members as they
 * are called inside; the edges turn those names into pointers and sentences. To add a way in which a rule
 * says no, add a kind to `UserRejection`: each edge (`http/refusals.ts`, `cli/users`) then does not compile
 * until it maps the kind.
 *
 * @module
 */

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
  /**
   * Raised by disable, delete, log-out everywhere and password change; a session of another epoch is dead.
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
   * It is wrong, has expired or was used. `why` is for the log; `userId` is the account that was meant, if it
   * exists.
   */
  | { kind: 'bad_one_time_secret'; why: string; userId: string | undefined }

/** The rejections of the given kinds. */
export type Rejected<Kind extends UserRejection['kind']> = { [K in Kind]: Extract<UserRejection, { kind: K }> & { kind: K } }[Kind]

export const USER_ID_PREFIX = 'usr_'

/** Whether `text` can be a user's id at all. */
export const isUserId = (text: string): boolean => /^usr_[\w-]{22}$/.test(text)

/** What a new user may have unless it is said otherwise. */
export const DEFAULT_USER_SCOPE = 'data:read'

/** The user that `dev` makes, and that `serve` does not start with. */
export const DEMO_USERNAME = 'demo'
