/**
 * Planted mistakes in the guarded statements, and in what a refresh does around them.
 *
 * @module
 */

import type { Session } from '../../src/sessions/session.ts'
import type { Mistake } from './mistakes.ts'
import { type Rows, STATEMENTS, type Statements } from './rows.ts'
import { POLICY, RULES, type Rules } from './rules.ts'

const withStatements = (statements: Partial<Statements>): Rules => ({ ...RULES, statements: { ...STATEMENTS, ...statements } })
const changedSession = (rows: Rows, index: number, change: Partial<Session>): Rows => ({
  ...rows,
  sessions: rows.sessions.map((session, at) => (at === index ? { ...session, ...change } : session)),
})

export const MISTAKES_IN_STATEMENTS: Mistake[] = [
  {
    in: 'rotate',
    what: 'the guard does not compare the counter',
    rules: withStatements({
      rotate: (rows, index, successor, alive) =>
        STATEMENTS.rotate(changedSession(rows, index, { counter: successor.counter - 1 }), index, successor, alive),
    }),
    breaks: ['lineage'],
  },
  {
    in: 'rotate',
    what: 'the guard does not ask whether the session is alive',
    rules: withStatements({ rotate: (rows, index, successor) => STATEMENTS.rotate(rows, index, successor, () => true) }),
    breaks: ['ended'],
  },
  {
    in: 'rotate',
    what: 'a rotation moves the absolute end',
    rules: withStatements({
      rotate(rows, index, successor, alive) {
        const { rows: changed, won } = STATEMENTS.rotate(rows, index, successor, alive)
        const endsAtMs = successor.rotatedAtMs + POLICY.maxSeconds * 1000
        return { rows: won ? changedSession(changed, index, { endsAtMs }) : rows, won }
      },
    }),
    breaks: ['absolute'],
  },
  {
    in: 'rotate',
    what: 'the answer leaves before the change is durable',
    rules: withStatements({ rotate: (rows, index, successor, alive) => ({ ...STATEMENTS.rotate(rows, index, successor, alive), rows }) }),
    breaks: ['kept'],
  },
  {
    in: 'refresh',
    what: 'a retry starts the grace again',
    rules: withStatements({ retry: (rows, index, nowMs) => changedSession(rows, index, { rotatedAtMs: nowMs }) }),
    breaks: ['extends'],
  },
  {
    in: 'refresh',
    what: 'a retry moves the idle end',
    rules: withStatements({
      retry: (rows, index, nowMs) => changedSession(rows, index, { idleEndsAtMs: nowMs + POLICY.idleSeconds * 1000 }),
    }),
    breaks: ['extends'],
  },
  {
    in: 'end',
    what: 'a used token is refused, but its session goes on',
    rules: withStatements({
      end: (rows, index, reason, nowMs) => (reason === 'reused' ? rows : STATEMENTS.end(rows, index, reason, nowMs)),
    }),
    breaks: ['ended', 'reuse'],
  },
  {
    in: 'rotate',
    what: 'a refresh does not move the idle end',
    rules: withStatements({
      rotate: (rows, index, rotation, alive) =>
        STATEMENTS.rotate(rows, index, { ...rotation, idleEndsAtMs: rows.sessions[index]!.idleEndsAtMs }, alive),
    }),
    breaks: ['kept'],
  },
  {
    in: 'end',
    what: 'a session that has ended is ended again, with another time and reason',
    rules: withStatements({ end: (rows, index, reason, nowMs) => changedSession(rows, index, { endedAtMs: nowMs, endReason: reason }) }),
    breaks: ['ended'],
  },
  {
    in: 'disable',
    what: 'disabling a user does not raise the epoch',
    rules: withStatements({ disableUser: (rows, nowMs) => ({ ...rows, user: { ...rows.user, disabledAtMs: nowMs } }) }),
    breaks: ['ended'],
  },
  {
    in: 'disable',
    what: 'disabling a client does not raise the epoch',
    rules: withStatements({ disableClient: (rows) => ({ ...rows, client: { ...rows.client, enabled: false } }) }),
    breaks: ['ended'],
  },
  {
    in: 'changePassword',
    what: 'a new password does not raise the epoch',
    rules: withStatements({ changePassword: (rows) => ({ ...rows, user: { ...rows.user, password: rows.user.password + 1 } }) }),
    breaks: ['ended'],
  },
  {
    in: 'changePassword',
    what: 'the session that changed the password ends too',
    rules: withStatements({ changePassword: (rows, { from }) => STATEMENTS.changePassword(rows, { from }) }),
    breaks: ['kept'],
  },
  {
    in: 'changePassword',
    what: 'a session that had ended gets the new epoch, and lives again',
    rules: withStatements({
      changePassword(rows, change) {
        const changed = STATEMENTS.changePassword(rows, change)
        const { keeps } = change
        return changed === rows || keeps === undefined ? changed : changedSession(changed, keeps, { userEpoch: changed.user.epoch })
      },
    }),
    breaks: ['ended'],
  },
  {
    in: 'end',
    what: 'a log-out ends nothing',
    rules: withStatements({
      end: (rows, index, reason, nowMs) => (reason === 'logout' ? rows : STATEMENTS.end(rows, index, reason, nowMs)),
    }),
    breaks: ['ended'],
  },
  {
    in: 'enable',
    what: 'enabling a user lowers the epoch again',
    rules: withStatements({ enableUser: (rows) => ({ ...rows, user: { ...rows.user, disabledAtMs: null, epoch: rows.user.epoch - 1 } }) }),
    breaks: ['ended'],
  },
  {
    in: 'restore-epoch',
    what: 'the epoch of the service is not raised',
    rules: withStatements({ raiseServiceEpoch: (rows) => rows }),
    breaks: ['ended'],
  },
]
