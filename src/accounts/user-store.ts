import type { Act } from '../events/event.ts'
import type { Settlement } from '../throttle/throttle-store.ts'
import type { User } from './user.ts'

export interface NewHash {
  id: string
  from: string
  to: string
  /** The session of whoever does it, where they are the user. */
  keepSessionId?: string
  settlement?: Settlement | undefined
  act: Act
}

/** A one-time secret as it is kept beside a new account. */
export interface NewOneTimeSecret {
  hmac: string
  expiresAtMs: number
}

/** What may be changed of an account; what is absent stays. Disabling raises the epoch. */
export type UserChange = Partial<Pick<User, 'scope' | 'disabledAtMs'>>

/** Each change is written with its event, in one transaction. Every method throws a `Refusal` of code `unavailable` where the store cannot be read or written. */
export interface UserStore {
  /** With its one-time secret, if it has one. False where the username is taken; then nothing was written. */
  create(user: User, act: Act, oneTimeSecret?: NewOneTimeSecret): Promise<boolean>
  findById(id: string): Promise<User | undefined>
  findByUsernameKey(usernameKey: string): Promise<User | undefined>
  /** By username key, after the one given; of one key or of all. */
  list(page: { usernameKey?: string; afterUsernameKey?: string; limit: number }): Promise<User[]>
  /** Replaces the hash only where it still is `from`, so that of two writers one wins. False where it is not. */
  replaceHash(id: string, from: string, to: string): Promise<boolean>
  /**
   * Sets a new hash only where it still is `from`, and raises the epoch, which ends every session of the user; `keepSessionId`, if it is alive and
   * the user's, is carried over to the new epoch in the same transaction. False where the hash is another; then nothing was written.
   */
  changePassword(change: NewHash): Promise<boolean>
  /** At least one member; for who decides what differs (`UserAdministration`). False where there is no such user. */
  change(id: string, change: UserChange, act: Act): Promise<boolean>
  /** Raises the epoch, which ends every session of the user. False where there is no such user. */
  endSessions(id: string, act: Act): Promise<boolean>
  /** An absent row is dead, and so are its sessions. False where there is no such user. */
  delete(id: string, act: Act): Promise<boolean>
}
