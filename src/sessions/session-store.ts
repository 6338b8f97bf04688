import type { AuditEvent } from '../events/event.ts'
import type { Settlement } from '../throttle/throttle-store.ts'
import type { EndReason, Session, Standing } from './session.ts'

/** What is asked on every request, in one read. */
export interface StandingAnswer {
  /** Absent: there is no such session, which is dead. */
  standing: Standing | undefined
  /** Moves whenever the signing keys change, by whatever process. */
  keysVersion: number
}

/** One use of the session's live token. */
export interface Rotation {
  id: string
  /** The one that is spent. */
  counter: number
  nowMs: number
  idleEndsAtMs: number
  /** Null where the request came without a key. */
  idempotencyHmac: string | null
}

/** Which sessions are wanted: those that fit all that is there. */
export interface SessionFilter {
  userId?: string | undefined
  clientId?: string | undefined
}

/** Every method throws a `Refusal` of code `unavailable` where the store cannot be read or written. */
export interface SessionStore {
  /** With what a login settles and tells, in one transaction. */
  open(session: Session, login: { event: AuditEvent; settlement?: Settlement | undefined }): Promise<void>
  /** As of now, never from a copy that may be stale: a log-out by another process holds at once. */
  findStanding(id: string): StandingAnswer | Promise<StandingAnswer>
  /**
   * The guarded statement that decides a refresh: moves the counter on by one, only where it still is `counter` and the session is alive at `nowMs`
   * in every respect of `standingAt`. The new idle end is `idleEndsAtMs`, or the absolute end where that is sooner. `idempotencyHmac` takes the place of
   * the one before, also where it is null. The row as it now is, or undefined where the guard did not hold.
   */
  rotate(rotation: Rotation): Promise<Session | undefined>
  /** Ends the session unless it has ended, at the time of `event`, which is written with it. False where there was nothing to end. */
  end(id: string, reason: EndReason, event: AuditEvent): Promise<boolean>
  /** Those that are alive, the newest use first. Of more than `limit` those go first that cannot be refreshed, then those of the oldest use. */
  listAlive(userId: string, nowMs: number, limit: number): Promise<Session[]>
  /** Those that are alive, of one user, one client, or all, by id, after the one given. */
  list(page: SessionFilter & { afterId?: string | undefined; nowMs: number; limit: number }): Promise<Session[]>
  /** Removes rows whose absolute end is before `endedBeforeMs`, at most `limit`; how many. */
  sweep(endedBeforeMs: number, limit: number): Promise<number>
}
