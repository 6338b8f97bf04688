import type { AuditEvent } from '../events/event.ts'
import type { Settlement } from '../throttle/throttle-store.ts'
import type { EndReason, Session, Standing } from './session.ts'

/** What every request with a token of a session reads, in one statement. */
export interface StandingAnswer {
  /** Undefined if there is no such session; then its tokens are dead. */
  standing: Standing | undefined
  /**
   * Moves whenever the signing keys change, by whatever process. Who verifies or signs afterwards brings the
   * key ring to this version first (`KeyRing.refresh`): so a key that another replica made or revoked counts
   * at the next request.
   */
  keysVersion: number
}

/** One use of the session's live token. */
export interface Rotation {
  id: string
  /** The one that is spent. */
  counter: number
  nowMs: number
  idleEndsAtMs: number
  /** Null if the request came without a key. */
  idempotencyHmac: string | null
}

/** Which sessions are wanted: those that fit every member that is present. */
export interface SessionFilter {
  userId?: string | undefined
  clientId?: string | undefined
}

/** Every method throws a `Refusal` of code `unavailable` if the store cannot be read or written. */
export interface SessionStore {
  /**
   * Writes a new session in one transaction with the event of the login and what it settles of the throttle.
   */
  open(session: Session, login: { event: AuditEvent; settlement?: Settlement | undefined }): Promise<void>
  /** As of now, never from a copy that may be stale: a log-out by another process holds at once. */
  findStanding(id: string): StandingAnswer | Promise<StandingAnswer>
  /**
   * The guarded statement that decides a refresh. It raises the counter by one only if the counter still is
   * `counter` and the session is alive at `nowMs` by every rule of `standingAt`. The new idle end is
   * `idleEndsAtMs`, or the absolute end if that is sooner. `idempotencyHmac` replaces the one before, also if
   * it is null.
   *
   * @returns the row as it is now, or undefined if the guard did not hold.
   */
  rotate(rotation: Rotation): Promise<Session | undefined>
  /**
   * Ends the session at the time of `event`, which is written with it. Returns false if it had ended before.
   */
  end(id: string, reason: EndReason, event: AuditEvent): Promise<boolean>
  /**
   * Those that are alive, the newest use first. If there are more than `limit`, it leaves out those that
   * cannot be refreshed, then those of the oldest use.
   */
  listAlive(userId: string, nowMs: number, limit: number): Promise<Session[]>
  /** Those that are alive, of one user, one client, or all, by id, after the one given. */
  list(page: SessionFilter & { afterId?: string | undefined; nowMs: number; limit: number }): Promise<Session[]>
  /** Removes rows whose absolute end is before `endedBeforeMs`, at most `limit`. Returns how many. */
  sweep(endedBeforeMs: number, limit: number): Promise<number>
}
