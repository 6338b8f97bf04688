/**
 * The database of the model: the rows of one user, and the guarded statements that change them. Each
 * statement is atomic, as on both engines. Its meaning is that of the stores in `data/`
 * (`sessions.ts`, `rotation.ts`, `users.ts`).
 *
 * @module
 */

import type { EndReason, Session, Standing } from '../../src/sessions/session.ts'

export interface Rows {
  readonly sessions: readonly Session[]
  /** `password` counts the changes of the password; it stands for the hash. */
  readonly user: { readonly epoch: number; readonly disabledAtMs: number | null; readonly password: number }
  readonly client: { readonly epoch: number; readonly enabled: boolean }
  readonly serviceEpoch: number
}

export const NO_ROWS: Rows = {
  sessions: [],
  user: { epoch: 0, disabledAtMs: null, password: 0 },
  client: { epoch: 0, enabled: true },
  serviceEpoch: 0,
}

/** Which session is alive, as `alive` in `data/standing.ts` says it in SQL. */
export type Alive = (standing: Standing, nowMs: number) => boolean

/** What a read of one session returns, in one statement. */
export function standingOf({ sessions, user, client, serviceEpoch }: Rows, index: number): Standing {
  const { epoch, disabledAtMs } = user
  return {
    session: sessions[index]!,
    user: { username: 'alice', scope: 'data:read', epoch, disabledAtMs },
    clientEpoch: client.enabled ? client.epoch : null,
    clientScope: null,
    serviceEpoch,
  }
}

const withSession = (rows: Rows, index: number, change: Partial<Session>): Rows => ({
  ...rows,
  sessions: rows.sessions.map((session, at) => (at === index ? { ...session, ...change } : session)),
})

/** Every member is one statement, or one transaction. A guard that does not hold changes nothing. */
export const STATEMENTS = {
  open: (rows: Rows, session: Session): Rows => ({ ...rows, sessions: [...rows.sessions, session] }),

  /** `UPDATE … SET counter = ? WHERE counter = ? - 1 AND alive`. It has not won if no row matched. */
  rotate(rows: Rows, index: number, successor: Session, alive: Alive): { rows: Rows; won: boolean } {
    const { counter, rotatedAtMs, idleEndsAtMs, idempotencyHmac } = successor
    const won = rows.sessions[index]!.counter === counter - 1 && alive(standingOf(rows, index), rotatedAtMs)
    return { rows: won ? withSession(rows, index, { counter, rotatedAtMs, idleEndsAtMs, idempotencyHmac }) : rows, won }
  },

  /** A retry writes nothing. */
  retry: (rows: Rows, _index: number, _nowMs: number): Rows => rows,

  /** `UPDATE … SET ended_at_ms = ? WHERE ended_at_ms IS NULL`. */
  end: (rows: Rows, index: number, reason: EndReason, nowMs: number): Rows =>
    rows.sessions[index]!.endedAtMs === null ? withSession(rows, index, { endedAtMs: nowMs, endReason: reason }) : rows,

  disableUser: (rows: Rows, nowMs: number): Rows => ({
    ...rows,
    user: { ...rows.user, epoch: rows.user.epoch + 1, disabledAtMs: nowMs },
  }),
  enableUser: (rows: Rows): Rows => ({ ...rows, user: { ...rows.user, disabledAtMs: null } }),
  disableClient: (rows: Rows): Rows => ({ ...rows, client: { epoch: rows.client.epoch + 1, enabled: false } }),
  enableClient: (rows: Rows): Rows => ({ ...rows, client: { ...rows.client, enabled: true } }),
  raiseServiceEpoch: (rows: Rows): Rows => ({ ...rows, serviceEpoch: rows.serviceEpoch + 1 }),

  /** One transaction: the new hash if the hash is the old one, the epoch, and the session that it keeps. */
  changePassword(rows: Rows, { from, keeps }: { from: number; keeps?: number }): Rows {
    const { password, epoch } = rows.user
    if (password !== from) return rows
    const changed = { ...rows, user: { ...rows.user, password: password + 1, epoch: epoch + 1 } }
    if (keeps === undefined) return changed
    const kept = rows.sessions[keeps]!
    return kept.endedAtMs === null && kept.userEpoch === epoch ? withSession(changed, keeps, { userEpoch: epoch + 1 }) : changed
  },
}

export type Statements = typeof STATEMENTS
