// What presenting a token means, as a pure rule of row, time and key (REQUIREMENTS R 4–6,
// docs/design/sessions.md#reuse).
import { expect, test } from 'vitest'
import { judge, successorOf, type Verdict } from '../../src/sessions/rotation.ts'
import type { Session, Standing } from '../../src/sessions/session.ts'
import { aSession } from '../data/rows.ts'

const SECOND = 1000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const GRACE = 10 * SECOND
const ROTATED_AT = 100 * DAY

const user = { username: 'alice', scope: 'data:read', epoch: 0, disabledAtMs: null }
const live: Verdict = { kind: 'live', user }
const retry: Verdict = { kind: 'retry', user }
const reused: Verdict = { kind: 'end', because: 'reused' }
const restored: Verdict = { kind: 'end', because: 'restored' }

/** A session that has been rotated five times and has long to live. */
const standing = (changes: Partial<Session> = {}): Standing => ({
  session: aSession('usr_a', { counter: 5, rotatedAtMs: ROTATED_AT, idleEndsAtMs: 200 * DAY, endsAtMs: 300 * DAY, ...changes }),
  user,
  clientEpoch: 0,
  clientScope: null,
  serviceEpoch: 0,
})

test.each<[string, number, boolean, number, number, Verdict]>([
  ['the live token (R 3)', 5, false, HOUR, GRACE, live],
  ["the live token with the previous rotation's key (R 3)", 5, true, HOUR, GRACE, live],
  ['the predecessor at the end of the grace (R 5)', 4, false, GRACE, GRACE, retry],
  ['the predecessor after the grace (R 5)', 4, false, GRACE + 1, GRACE, reused],
  ['the predecessor without any grace (R 5)', 4, false, 0, 0, reused],
  ['the predecessor with its key after the grace', 4, true, GRACE + 1, GRACE, retry],
  ['the predecessor with its key, without any grace', 4, true, HOUR, 0, retry],
  ['the predecessor with its key after 24 h', 4, true, DAY, GRACE, retry],
  ['the predecessor with its key later than 24 h', 4, true, DAY + 1, GRACE, reused],
  ["the predecessor with another replica's clock behind (R 5)", 4, false, -30 * SECOND, GRACE, retry],
  ['the predecessor after the clock was set back (F 6)', 4, false, -30 * SECOND - 1, GRACE, reused],
  ['the predecessor with its key, clock set back (F 6)', 4, true, -30 * SECOND - 1, GRACE, reused],
  ['an older token within the grace (R 4)', 3, false, 0, GRACE, reused],
  ['an older token with the key (R 4)', 3, true, 0, GRACE, reused],
  ['a counter ahead of the row (R 11)', 6, false, 0, GRACE, restored],
  ['a counter ahead of the row, with the key (R 11)', 6, true, 0, GRACE, restored],
])('%s', (_, counter, repeatsKey, sinceMs, graceMs, verdict) => {
  expect(judge(standing(), { counter, repeatsKey }, ROTATED_AT + sinceMs, graceMs)).toEqual(verdict)
})

test.each<[string, Standing, Verdict]>([
  ['ended', standing({ endedAtMs: 1, endReason: 'logout' }), { kind: 'dead', reason: 'session_revoked' }],
  ['ended for reuse', standing({ endedAtMs: 1, endReason: 'reused' }), { kind: 'dead', reason: 'refresh_reused' }],
  ['idle too long', standing({ idleEndsAtMs: ROTATED_AT }), { kind: 'dead', reason: 'refresh_expired' }],
  ['at its absolute end', standing({ endsAtMs: ROTATED_AT }), { kind: 'dead', reason: 'refresh_expired' }],
  ['of an earlier epoch', standing({ userEpoch: -1 }), { kind: 'dead', reason: 'session_revoked' }],
  ["of its client's earlier epoch", standing({ clientEpoch: -1 }), { kind: 'dead', reason: 'session_revoked' }],
  ['without its client', { ...standing(), clientEpoch: null }, { kind: 'dead', reason: 'session_revoked' }],
  ['without its user', { ...standing(), user: undefined }, { kind: 'dead', reason: 'session_revoked' }],
])('a key does not revive a session %s', (_, dead, verdict) => {
  for (const counter of [4, 5]) expect(judge(dead, { counter, repeatsKey: true }, ROTATED_AT, GRACE)).toEqual(verdict)
})

test('a rotation changes only counter, times and the stored key (R 3, R 8)', () => {
  const { session } = standing()
  const nowMs = ROTATED_AT + HOUR
  const rotated = { ...session, counter: 6, rotatedAtMs: nowMs, idleEndsAtMs: nowMs + 60 * SECOND }
  expect(successorOf(session, { idleSeconds: 60 }, nowMs, null)).toEqual({ ...rotated, idempotencyHmac: null })
  expect(successorOf(session, { idleSeconds: 60 }, nowMs, 'hmac')).toEqual({ ...rotated, idempotencyHmac: 'hmac' })
})

test('no rotation moves a session beyond its absolute end (R 8)', () => {
  const { session } = standing({ endsAtMs: ROTATED_AT + HOUR })
  const rotated = successorOf(session, { idleSeconds: 7200 }, ROTATED_AT, null)
  expect(rotated).toMatchObject({ idleEndsAtMs: ROTATED_AT + HOUR, endsAtMs: ROTATED_AT + HOUR })
})
