// DESIGN §3, REQUIREMENTS R 4–6: what the presentation of a token means, as a pure rule of the row, the time and whether the key is the same.
import { expect, test } from 'vitest'
import { judge, type Verdict } from '../../src/sessions/rotation.ts'
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

/** A session that has been rotated five times, and long goes on. */
const standing = (changes: Partial<Session> = {}): Standing => ({
  session: aSession('usr_a', { counter: 5, rotatedAtMs: ROTATED_AT, idleEndsAtMs: 200 * DAY, endsAtMs: 300 * DAY, ...changes }),
  user,
  clientEpoch: 0,
  clientScope: null,
  serviceEpoch: 0,
})

test.each<[string, number, boolean, number, number, Verdict]>([
  ['R 3: the live one', 5, false, HOUR, GRACE, live],
  ['R 3: the live one, with the key of the rotation before', 5, true, HOUR, GRACE, live],
  ['R 5: the predecessor, at the end of the grace', 4, false, GRACE, GRACE, retry],
  ['R 5: the predecessor, after the grace', 4, false, GRACE + 1, GRACE, reused],
  ['R 5: the predecessor, where there is no grace', 4, false, 0, 0, reused],
  ['§3: the predecessor with the same key, after the grace', 4, true, GRACE + 1, GRACE, retry],
  ['§3: the predecessor with the same key, where there is no grace', 4, true, HOUR, 0, retry],
  ['§3: the predecessor with the same key, after 24 h', 4, true, DAY, GRACE, retry],
  ['§3: the predecessor with the same key, later than 24 h', 4, true, DAY + 1, GRACE, reused],
  ['R 5: the predecessor, the clock of another replica being behind', 4, false, -30 * SECOND, GRACE, retry],
  ['F 6: the predecessor, the clock having been set back', 4, false, -30 * SECOND - 1, GRACE, reused],
  ['F 6: the predecessor with the same key, the clock having been set back', 4, true, -30 * SECOND - 1, GRACE, reused],
  ['R 4: one older than the predecessor, within the grace', 3, false, 0, GRACE, reused],
  ['R 4: one older than the predecessor, with the same key', 3, true, 0, GRACE, reused],
  ['R 11: one that the row has not seen', 6, false, 0, GRACE, restored],
  ['R 11: one that the row has not seen, with the same key', 6, true, 0, GRACE, restored],
])('%s', (_, counter, repeatsKey, sinceMs, graceMs, verdict) => {
  expect(judge(standing(), { counter, repeatsKey }, ROTATED_AT + sinceMs, graceMs)).toEqual(verdict)
})

test.each<[string, Standing, Verdict]>([
  ['has ended', standing({ endedAtMs: 1, endReason: 'logout' }), { kind: 'dead', reason: 'session_revoked' }],
  ['has ended for reuse', standing({ endedAtMs: 1, endReason: 'reused' }), { kind: 'dead', reason: 'refresh_reused' }],
  ['has been idle for too long', standing({ idleEndsAtMs: ROTATED_AT }), { kind: 'dead', reason: 'refresh_expired' }],
  ['is at its absolute end', standing({ endsAtMs: ROTATED_AT }), { kind: 'dead', reason: 'refresh_expired' }],
  ['is of an earlier epoch', standing({ userEpoch: -1 }), { kind: 'dead', reason: 'session_revoked' }],
  ['is of an earlier epoch of its client', standing({ clientEpoch: -1 }), { kind: 'dead', reason: 'session_revoked' }],
  ['has no client any more', { ...standing(), clientEpoch: null }, { kind: 'dead', reason: 'session_revoked' }],
  ['has no user any more', { ...standing(), user: undefined }, { kind: 'dead', reason: 'session_revoked' }],
])('§3: a key extends nothing: a session that %s is dead for its retries too', (_, dead, verdict) => {
  for (const counter of [4, 5]) expect(judge(dead, { counter, repeatsKey: true }, ROTATED_AT, GRACE)).toEqual(verdict)
})
