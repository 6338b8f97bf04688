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
  /** Tells the retries of the last rotation, where that came with an `Idempotency-Key`; it holds for no other counter. */
  idempotencyHmac: string | null
  /** Where the person logged in: the address, and what the client said of itself. */
  address: string | null
  device: string | null
  /** Whether its client may refresh. One that cannot be refreshed ends with its access token, and does not count among those that a user may have. */
  refreshable: boolean
}

/** Whether `text` can be a session's id at all. */
export const isSessionId = (text: string): boolean => /^[\w-]{22}$/.test(text)

export type EndReason = 'logout' | 'revoked' | 'reused' | 'restored' | 'evicted'

/** A session beside what decides whether it is alive. */
export interface Standing {
  session: Session
  /** Absent: the user was deleted. */
  user: StandingUser | undefined
  /** Of the client as it is now; null where it is disabled or was deleted. That of the built-in client never moves. */
  clientEpoch: number | null
  /** What the client may have as it is now; null where that is whatever its user has. */
  clientScope: string | null
  serviceEpoch: number
}

/** The user of a session, as they are now. */
export interface StandingUser {
  username: string
  scope: string
  epoch: number
  disabledAtMs: number | null
}

/** Why a session is dead, or `alive`. Alive = not ended, within its ends, epochs equal, user and client enabled. */
export function standingAt({ session, user, clientEpoch, serviceEpoch }: Standing, nowMs: number): 'alive' | 'revoked' | 'expired' {
  if (session.endedAtMs !== null || clientEpoch !== session.clientEpoch) return 'revoked'
  if (user === undefined || user.disabledAtMs !== null || user.epoch !== session.userEpoch) return 'revoked'
  if (serviceEpoch !== session.serviceEpoch) return 'revoked'
  return nowMs < session.idleEndsAtMs && nowMs < session.endsAtMs ? 'alive' : 'expired'
}
