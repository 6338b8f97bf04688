/**
 * The rule of the epochs.
 *
 * An epoch is a number that is only ever raised. Each user, each client and the service as a whole has one. A
 * session keeps the three numbers as they were before its password was hashed, and is alive only while they
 * are those of now. So one UPDATE of one row ends every session of a user (disable, a new password, an end of
 * all sessions), of a client (disable) or of everybody (`restore-epoch`). A login that is under way at that
 * moment is born dead.
 *
 * A service's own token has no session: it carries its client's epoch as the claim `ce`, by the same rule.
 * `alive` in `data/sessions.ts` is `standingAt` in SQL; a test holds the two together.
 *
 * @module
 */

import type { Session, Standing } from './session.ts'

/** Whether a session's epochs are those of now. `clientEpoch` is null if the client is disabled or gone. */
const areOfNow = (session: Session, userEpoch: number, clientEpoch: number | null, serviceEpoch: number): boolean =>
  session.userEpoch === userEpoch && session.clientEpoch === clientEpoch && session.serviceEpoch === serviceEpoch

/**
 * Tells whether a session is alive, or why not. Alive: not ended, user and client enabled, its epochs those
 * of now, and within its idle end and its absolute end.
 */
export function standingAt({ session, user, clientEpoch, serviceEpoch }: Standing, nowMs: number): 'alive' | 'revoked' | 'expired' {
  if (session.endedAtMs !== null || user === undefined || user.disabledAtMs !== null) return 'revoked'
  if (!areOfNow(session, user.epoch, clientEpoch, serviceEpoch)) return 'revoked'
  return nowMs < session.idleEndsAtMs && nowMs < session.endsAtMs ? 'alive' : 'expired'
}
