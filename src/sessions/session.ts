/**
 * The room of the sessions: logins, from the first token to the last. It knows keys and the throttle; no
 * accounts, clients, Hono, SQL, environment or clock.
 *
 * A new rule of what ends a session goes into `epoch.ts` or `rotation.ts`, as a function of a `Standing` and
 * the time, and into `alive` in `data/sessions.ts`, the same in SQL.
 *
 * @module
 */

/** A login, for its whole life. Times are milliseconds since the epoch. */
export interface Session {
  /** 128 random bits, as 22 characters of base64url. */
  id: string
  userId: string
  clientId: string
  /** What was granted at login; a refresh may narrow an answer, never this. */
  scope: string
  /** Which refresh token is live: the one that carries this number. */
  counter: number
  /** The epochs of the user, the client and the service, as they were before the password was hashed. */
  userEpoch: number
  clientEpoch: number
  serviceEpoch: number
  createdAtMs: number
  /** The last rotation; the login until there is one. */
  rotatedAtMs: number
  /** Moved by every rotation, never past `endsAtMs`. */
  idleEndsAtMs: number
  /** Never moves. */
  endsAtMs: number
  endedAtMs: number | null
  endReason: EndReason | null
  /**
   * Set if the last rotation came with an `Idempotency-Key`: its retries are known by it. It holds for no
   * other counter.
   */
  idempotencyHmac: string | null
  /** Where the person logged in: the address, and the `User-Agent`. */
  address: string | null
  device: string | null
  /**
   * Whether its client may refresh. A session that cannot be refreshed ends with its access token, and does
   * not count towards the number that a user may have.
   */
  refreshable: boolean
}

/** Whether `text` can be a session's id at all. */
export const isSessionId = (text: string): boolean => /^[\w-]{22}$/.test(text)

export type EndReason = 'logout' | 'revoked' | 'reused' | 'restored' | 'evicted'

/** A session, and what decides whether it is alive (see `epoch.ts`). */
export interface Standing {
  session: Session
  /** Undefined if the user was deleted. */
  user: StandingUser | undefined
  /**
   * The client's epoch now; null if the client is disabled or was deleted. The built-in client's never moves.
   */
  clientEpoch: number | null
  /** What the client may have now; null if that is whatever its user has. */
  clientScope: string | null
  /** The service's epoch now. */
  serviceEpoch: number
}

/** The user of a session, as they are now. */
export interface StandingUser {
  username: string
  scope: string
  epoch: number
  disabledAtMs: number | null
}
