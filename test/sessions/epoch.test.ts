// The rule of the epochs by itself. `data/sessions.test.ts` checks that its SQL agrees.
import { expect, test } from 'vitest'
import { standingAt } from '../../src/sessions/epoch.ts'
import type { Standing } from '../../src/sessions/session.ts'
import { aSession } from '../data/rows.ts'

const user = { username: 'alice', scope: '', epoch: 2, disabledAtMs: null }
const session = aSession('usr_a', { userEpoch: 2, clientEpoch: 3, serviceEpoch: 4, idleEndsAtMs: 1000, endsAtMs: 2000, endedAtMs: null })
const standing: Standing = { session, user, clientEpoch: 3, clientScope: null, serviceEpoch: 4 }

test.each<[string, Partial<Standing>, number, ReturnType<typeof standingAt>]>([
  ['all epochs are current', {}, 0, 'alive'],
  ['the user’s epoch was raised', { user: { ...user, epoch: 3 } }, 0, 'revoked'],
  ['the client’s epoch was raised', { clientEpoch: 4 }, 0, 'revoked'],
  ['the client is disabled or gone', { clientEpoch: null }, 0, 'revoked'],
  ['the service’s epoch was raised', { serviceEpoch: 5 }, 0, 'revoked'],
  // As after a restored backup.
  ["an epoch is older than the session's", { serviceEpoch: 3 }, 0, 'revoked'],
  ['the user is disabled', { user: { ...user, disabledAtMs: 0 } }, 0, 'revoked'],
  ['the user is deleted', { user: undefined }, 0, 'revoked'],
  ['the session has ended', { session: { ...session, endedAtMs: 0 } }, 0, 'revoked'],
  ['its idle end has come', {}, 1000, 'expired'],
  ['its absolute end has come', { session: { ...session, idleEndsAtMs: 3000 } }, 2000, 'expired'],
  ['an epoch was raised, and the end has come', { serviceEpoch: 5 }, 2000, 'revoked'],
])('%s', (_, changes, nowMs, state) => expect(standingAt({ ...standing, ...changes }, nowMs)).toBe(state))
