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
   * Decides a refresh in one guarded UPDATE: the row becomes what `successorOf` returned. The row must have
   * the counter before, and the session must be alive at that time (`standingAt`).
   *
   * @returns false if the condition did not hold; then nothing was written.
   */
  rotate(successor: Session): Promise<boolean>
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
