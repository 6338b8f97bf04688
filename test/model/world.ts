/**
 * One state of the model. A user is logged in. Two tabs of her client hold the tokens of session 0, and a
 * thief may copy them. Two replicas serve one request each; they are alike, so their order does not count.
 *
 * @module
 */

import { NO_ROWS, type Rows } from './rows.ts'
import { OWN_CLIENT, POLICY, type Rules, systemAt } from './rules.ts'

/** The holders of a token. All but `one` send an `Idempotency-Key`: the same for each try of a token. */
export const HOLDERS = ['one', 'two', 'thief'] as const
export type Holder = (typeof HOLDERS)[number]

/** A refresh between two of its steps. */
export type Refresh = {
  kind: 'refresh'
  by: Holder
  counter: number
  /** Its `Idempotency-Key`. */
  key: string | undefined
} & (
  | { at: 'rotating'; nowMs: number }
  | { at: 'lost the race' }
  | { at: 'ending'; because: 'reused' | 'restored' }
  | { at: 'answering'; successor: number }
)

/** A login whose password is being hashed. `raced`: something ended all sessions of its user meanwhile. */
export interface LogIn {
  kind: 'login'
  read: Rows
  raced: boolean
}

/** A change of the password by session 0, while the password is being hashed. */
export interface PasswordChange {
  kind: 'password'
  from: number
}

export type InFlight = Refresh | LogIn | PasswordChange

/** What the service owes a session, computed without its rules. */
export interface Promised {
  /** Somebody ended it: log out, disable, a new password, reuse … Nothing makes it alive again. */
  ended: boolean
  idleEndsAtMs: number
  endsAtMs: number
  /** The `Idempotency-Key` of the last rotation. */
  lastKey: string | undefined
}

export interface World {
  readonly nowMs: number
  readonly rows: Rows
  /** At most one for each replica. */
  readonly inFlight: readonly InFlight[]
  /** The counter of the newest token that each has got. */
  readonly holds: Readonly<Record<Holder, number | undefined>>
  /** By session, in the order of `rows.sessions`. */
  readonly promised: readonly Promised[]
  /** The rows at the last read. Only a planted mistake looks at them. */
  readonly lastRead: Rows
  readonly clockWasSetBack: boolean
}

export const REPLICAS = 2

export const promisedAt = (nowMs: number): Promised => ({
  ended: false,
  idleEndsAtMs: nowMs + POLICY.idleSeconds * 1000,
  endsAtMs: nowMs + POLICY.maxSeconds * 1000,
  lastKey: undefined,
})

/** The session that a login makes, by the real rule. */
export function opened(rules: Rules, { rows, nowMs }: Pick<World, 'rows' | 'nowMs'>, read: Rows): Rows {
  const { user, client, serviceEpoch } = rules.epochsOfLogin(read, rows)
  const epochs = { userEpoch: user.epoch, clientEpoch: client.epoch, serviceEpoch }
  const who = { userId: 'usr_a', clientId: OWN_CLIENT, scope: 'data:read', address: null, device: null }
  const session = rules.newSession({ ...who, ...epochs }, POLICY, systemAt(nowMs, rows.sessions.length))
  return rules.statements.open(rows, session)
}

/** The first state: logged in, and both tabs have the first token. */
export function firstWorld(rules: Rules, nowMs: number = Date.UTC(2026, 0, 1)): World {
  const rows = opened(rules, { rows: NO_ROWS, nowMs }, NO_ROWS)
  return {
    nowMs,
    rows,
    lastRead: rows,
    inFlight: [],
    holds: { one: 0, two: 0, thief: undefined },
    promised: [promisedAt(nowMs)],
    clockWasSetBack: false,
  }
}

/** Whether a session that is promised so much is over, by a write or by time. */
export const isOver = ({ ended, idleEndsAtMs, endsAtMs }: Promised, nowMs: number): boolean =>
  ended || nowMs >= Math.min(idleEndsAtMs, endsAtMs)
