import type { Act } from '../events/event.ts'
import type { Settlement } from '../throttle/throttle-store.ts'
import type { User } from './user.ts'

/** The hash `to` for the user `id`, in place of the hash `from`. */
export interface NewHash {
  id: string
  from: string
  to: string
  /** The session that stays alive: the one in which the user changes the password. */
  keepSessionId?: string
  settlement?: Settlement | undefined
  act: Act
}

/** A one-time secret as it is stored with a new account. */
export interface NewOneTimeSecret {
  hmac: string
  expiresAtMs: number
}

/** What may be changed of an account. An absent member stays, and disabling raises the epoch. */
export type UserChange = Partial<Pick<User, 'scope' | 'disabledAtMs'>>

/** A page of users by username key, after `afterUsernameKey`. */
export interface UserPage {
  /** Lists only the user with this key. */
  usernameKey?: string | undefined
  /** Lists only users whose keys begin so. */
  usernameKeyPrefix?: string | undefined
  afterUsernameKey?: string | undefined
  limit: number
}

/**
 * Each change is written with its event, in one transaction.
 *
 * @throws {Refusal} unavailable, from every method, if the store cannot be read or written.
 */
export interface UserStore {
  /**
   * Creates a user, with the one-time secret if there is one. Returns false, and writes nothing, if the
   * username is taken.
   */
  create(user: User, act: Act, oneTimeSecret?: NewOneTimeSecret): Promise<boolean>
  findById(id: string): Promise<User | undefined>
  findByUsernameKey(usernameKey: string): Promise<User | undefined>
  list(page: UserPage): Promise<User[]>
  /**
   * Replaces the hash if it is still `from`, so that of two writers one wins. Returns false if it is not.
   */
  replaceHash(id: string, from: string, to: string): Promise<boolean>
  /**
   * Sets a new hash if the old one is still `from`. It raises the epoch, which ends every session of the
   * user except `keepSessionId`, if that is alive and the user's.
   *
   * @returns false if the old hash is another one. Nothing was written then.
   */
  changePassword(change: NewHash): Promise<boolean>
  /**
   * Writes at least one member; `UserAdministration` decides what differs. Returns false if the user does
   * not exist.
   */
  change(id: string, change: UserChange, act: Act): Promise<boolean>
  /** Raises the epoch, which ends every session of the user. Returns false if the user does not exist. */
  endSessions(id: string, act: Act): Promise<boolean>
  /** Deletes the user, whose sessions are dead without the row. Returns false if the user does not exist. */
  delete(id: string, act: Act): Promise<boolean>
}
