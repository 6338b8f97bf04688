// What a session is like when it begins (REQUIREMENTS R 8, docs/design/sessions.md).
import { expect, test } from 'vitest'
import { newSession, sessionOfOneToken } from '../../src/sessions/session-policy.ts'
import { createTestSystem } from '../support/test-system.ts'

const NOW = 1_000_000_000_700
const opened = {
  userId: 'usr_a',
  clientId: 'shop',
  scope: 'data:read',
  userEpoch: 1,
  clientEpoch: 2,
  serviceEpoch: 3,
  address: '192.0.2.1',
  device: 'Browser',
}
const fresh = {
  ...opened,
  id: expect.stringMatching(/^[\w-]{22}$/),
  counter: 0,
  createdAtMs: NOW,
  rotatedAtMs: NOW,
  endedAtMs: null,
  endReason: null,
  idempotencyHmac: null,
}
const policy = { idleSeconds: 100, maxSeconds: 300, refreshGraceSeconds: 10 }

test('a new session has its idle and its absolute end (R 8)', () => {
  const session = newSession(opened, policy, createTestSystem(NOW))
  expect(session).toEqual({ ...fresh, refreshable: true, idleEndsAtMs: NOW + 100_000, endsAtMs: NOW + 300_000 })
})

test('the idle end never lies after the absolute end (R 8)', () => {
  const session = newSession(opened, { ...policy, idleSeconds: 500 }, createTestSystem(NOW))
  expect(session).toMatchObject({ idleEndsAtMs: NOW + 300_000, endsAtMs: NOW + 300_000 })
})

test.each<[string, number, number]>([
  ['its access token ends', 60, 60],
  ['the longest session ends', 900, 300],
])('a session without refresh ends when %s (R 8)', (_, tokenSeconds, lasts) => {
  const session = sessionOfOneToken(opened, policy, tokenSeconds, createTestSystem(NOW))
  const endsAtMs = 1_000_000_000_000 + lasts * 1000
  expect(session).toEqual({ ...fresh, refreshable: false, idleEndsAtMs: endsAtMs, endsAtMs })
})
