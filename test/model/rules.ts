/**
 * What the model is built from: the real rules of `src/sessions`, and the statements of `rows.ts`. A planted
 * mistake replaces one of them (`mistakes.ts`). The sources themselves are never changed.
 *
 * @module
 */

import { standingAt } from '../../src/sessions/epoch.ts'
import { createIdempotencyKeys } from '../../src/sessions/idempotency-key.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { judge, successorOf } from '../../src/sessions/rotation.ts'
import type { Session } from '../../src/sessions/session.ts'
import { newSession, type SessionPolicy } from '../../src/sessions/session-policy.ts'
import type { System } from '../../src/system.ts'
import { type Rows, STATEMENTS, type Statements, standingOf } from './rows.ts'

const DAY_SECONDS = 86_400

/** Short enough that a few steps of a day reach both ends. The grace is the default. */
export const POLICY: SessionPolicy = { idleSeconds: 2 * DAY_SECONDS, maxSeconds: 3 * DAY_SECONDS, refreshGraceSeconds: 10 }

export const OWN_CLIENT = 'shop'
export const OTHER_CLIENT = 'other'

/** Who made a refresh token: the service, or somebody who does not have its secret. */
export type Maker = 'service' | 'forger'

const secretOf = { service: { current: Buffer.alloc(32, 7) }, forger: { current: Buffer.alloc(32, 8) } }
const idempotencyKeys = createIdempotencyKeys(secretOf.service)
const makers = { service: createRefreshTokens(secretOf.service), forger: createRefreshTokens(secretOf.forger) }

/** HMACs cost more than all else here, and there are only some dozens of different ones. */
function remembered<A extends readonly (string | number)[], T>(rule: (...given: A) => T): (...given: A) => T {
  const known = new Map<string, T>()
  return (...given) => {
    const key = given.join(' ')
    if (!known.has(key)) known.set(key, rule(...given))
    return known.get(key)!
  }
}

export const RULES = {
  /** The epochs that a new session keeps are those that were read before the password was hashed. */
  epochsOfLogin: (read: Rows, _now: Rows): Rows => read,
  newSession,
  standingAt,
  successorOf,
  judge,
  /** Whether the service made the refresh token (its HMAC). */
  opens: remembered((maker: Maker, sessionId: string, counter: number): boolean => {
    return makers.service.open(makers[maker].mint({ sessionId, counter })) !== undefined
  }),
  /** A token belongs to the client of its session (RFC 6749 §6). */
  isOwn: (session: Session, clientId: string, _counter: number): boolean => session.clientId === clientId,
  hmacOf: remembered((key: string, sessionId: string, counter: number): string => idempotencyKeys.hmacOf(key, { sessionId, counter })),
  repeatsKey: remembered((stored: string, key: string, sessionId: string, counter: number): boolean =>
    idempotencyKeys.matches(stored, key, { sessionId, counter }),
  ),
  /** What a replica reads: the rows of now, never those of an earlier read. */
  read: (rows: Rows, index: number, _lastRead: Rows) => standingOf(rows, index),
  /** What a request does after its UPDATE found no row. */
  afterLostRace: 'read again' as 'read again' | 'answer as if it had won',
  statements: STATEMENTS as Statements,
}

export type Rules = typeof RULES

/** The clock of the model, and an id for each session that the rules make. */
export const systemAt = (nowMs: number, index: number): System => ({
  nowMs: () => nowMs,
  elapsedMs: () => nowMs,
  randomBytes: (length) => Buffer.alloc(length, index + 1),
})
