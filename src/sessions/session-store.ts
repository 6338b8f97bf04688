import type { AuditEvent } from '../events/event.ts'
import type { Settlement } from '../throttle/throttle-store.ts'
import type { EndReason, Session, Standing } from './session.ts'

/** What every request with a session's token reads, in one statement. */
export interface StandingAnswer {
  /** Undefined if there is no such session; then its tokens are dead. */
  standing: Standing | undefined
  /**
   * The version of the signing keys, which every change raises. Pass it to `KeyRing.refresh` before you
   * verify or sign, so that another replica's change counts at once.
   */
  keysVersion: number
}

/** One use of the session's live token. */
export interface Rotation {
  id: string
  /** The counter of the token that is spent. */
  counter: number
  nowMs: number
  idleEndsAtMs: number
  /** Null if the request had no `Idempotency-Key`. */
  idempotencyHmac: string | null
}

/** Selects sessions: every member that is present must match. */
export interface SessionFilter {
  userId?: string | undefined
  clientId?: string | undefined
}

/** Every method throws a `Refusal` of code `unavailable` if the store cannot be read or written. */
export interface SessionStore {
  /**
   * Writes a new session, the event of its login and the login's effect on the throttle, in one transaction.
   */
  open(session: Session, login: { event: AuditEvent; settlement?: Settlement | undefined }): Promise<void>
  /**
   * Reads a session as it is now, never from a stale copy. So a log-out by another process counts at once.
   */
  findStanding(id: string): StandingAnswer | Promise<StandingAnswer>
  /**
   * Decides a refresh in one statement: raises the counter if it still is `counter` and the session is alive
   * (`standingAt`). It also stores `idempotencyHmac`, even if null, and `idleEndsAtMs`, or the absolute end
   * if that is sooner.
   *
   * @returns the new row; undefined if the condition did not hold.
   */
  rotate(rotation: Rotation): Promise<Session | undefined>
  /**
   * Ends the session at the time of `event`, and writes `event` with it. Returns false if it had already
   * ended or does not exist.
   */
  end(id: string, reason: EndReason, event: AuditEvent): Promise<boolean>
  /**
   * Lists a user's sessions that are alive, the newest use first. If there are more than `limit`, it first
   * leaves out those that cannot be refreshed, then the least recently used.
   */
  listAlive(userId: string, nowMs: number, limit: number): Promise<Session[]>
  /** Lists the sessions that are alive and match the filter, by id, after `afterId`. */
  list(page: SessionFilter & { afterId?: string | undefined; nowMs: number; limit: number }): Promise<Session[]>
  /** Deletes rows whose absolute end is before `endedBeforeMs`, at most `limit`. Returns how many. */
  sweep(endedBeforeMs: number, limit: number): Promise<number>
}
