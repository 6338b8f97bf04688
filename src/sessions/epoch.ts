/**
 * The rule of the epochs.
 *
 * An epoch is a number that only ever rises. Each user, each client and the service as a whole has one. A
 * session stores the three numbers as they were before its password was hashed. It is alive only while all
 * three are still the same. So one UPDATE of one row ends many sessions at once:
 *
 * - a user's: if the user is disabled, gets a new password or ends all sessions
 * - a client's: if the client is disabled
 * - everybody's: by `restore-epoch`
 *
 * A login that is under way at that moment creates a session that is already dead.
 *
 * A service's own token has no session. It carries its client's epoch as the claim `ce`, by the same rule.
 * `alive` in `data/standing.ts` is `standingAt` in SQL; a test compares the two.
 *
 * @module
 */

import type { Session, Standing } from './session.ts'

/**
 * Checks that a session's epochs are the current ones. `clientEpoch` is null if the client is disabled or
 * deleted.
 */
const areCurrent = (session: Session, userEpoch: number, clientEpoch: number | null, serviceEpoch: number): boolean =>
  session.userEpoch === userEpoch && session.clientEpoch === clientEpoch && session.serviceEpoch === serviceEpoch

/**
 * Says whether a session is alive, or why it is not. An alive session has not ended or expired, its epochs
 * are current, and its user and client are enabled.
 */
export function standingAt({ session, user, clientEpoch, serviceEpoch }: Standing, nowMs: number): 'alive' | 'revoked' | 'expired' {
  if (session.endedAtMs !== null || user === undefined || user.disabledAtMs !== null) return 'revoked'
  if (!areCurrent(session, user.epoch, clientEpoch, serviceEpoch)) return 'revoked'
  return nowMs < session.idleEndsAtMs && nowMs < session.endsAtMs ? 'alive' : 'expired'
}
