/**
 * The room of the sessions: logins, from the first token to the last. It knows keys and the throttle. It
 * knows no accounts, clients, Hono, SQL, environment or clock.
 *
 * A new rule that ends a session is a function of a `Standing` and the time, in `epoch.ts` or `rotation.ts`.
 * If it decides what is alive, write the same in SQL: `alive` in `data/standing.ts`.
 *
 * @module
 */

/** A login, for its whole life. Times are milliseconds since the epoch. */
export interface Session {
  /** 128 random bits, as 22 characters of base64url. */
  id: string
  userId: string
  clientId: string
  /** The scope that the login granted. A refresh may ask for less, which does not change this. */
  scope: string
  /** The number that the live refresh token carries. */
  counter: number
  /** The epochs of the user, the client and the service, as they were before the password was hashed. */
  userEpoch: number
  clientEpoch: number
  serviceEpoch: number
  createdAtMs: number
  /** The time of the last rotation, or of the login if there was none. */
  rotatedAtMs: number
  /** Every rotation moves it, never past `endsAtMs`. */
  idleEndsAtMs: number
  /** Never moves. */
  endsAtMs: number
  endedAtMs: number | null
  endReason: EndReason | null
  /**
   * Recognizes retries of the last rotation, if that came with an `Idempotency-Key`. It matches no other
   * counter.
   */
  idempotencyHmac: string | null
  /** Where the user logged in: the address, and the `User-Agent`. */
  address: string | null
  device: string | null
  /**
   * Whether its client may refresh. If not, the session ends with its access token and does not count towards
   * the user's limit.
   */
  refreshable: boolean
}

/** Checks that `text` has the form of a session id. */
export const isSessionId = (text: string): boolean => /^[\w-]{22}$/.test(text)

export type EndReason = 'logout' | 'revoked' | 'reused' | 'restored' | 'evicted'

/** A session, and what decides whether it is alive (see `epoch.ts`). */
export interface Standing {
  session: Session
  /** Undefined if the user was deleted. */
  user: StandingUser | undefined
  /**
   * The client's epoch now; null if the client is disabled or was deleted. The epoch of the built-in client
   * never moves.
   */
  clientEpoch: number | null
  /** The scope that the client may have now; null if it may have all that its user has. */
  clientScope: string | null
  /** The service's epoch now. */
  serviceEpoch: number
}

/** The user of a session, as stored now. */
export interface StandingUser {
  username: string
  scope: string
  epoch: number
  disabledAtMs: number | null
}
