// DESIGN §2: the life of a signing key, as a pure rule of rows and time.
import { expect, test } from 'vitest'
import { currentKey, planKeySet, stateOf } from '../../src/keys/key-lifecycle.ts'
import type { SigningAlg, SigningKey } from '../../src/keys/signing-key.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const key = (kid: string, publishedAtMs: number, signsFromMs: number | null, alg: SigningAlg = 'ES256'): SigningKey => ({
  kid,
  alg,
  publicJwk: '{}',
  sealedPrivateJwk: '',
  publishedAtMs,
  signsFromMs,
})
const set = [key('old', 0, 0), key('now', 10 * DAY, 90 * DAY), key('next', 90 * DAY, null)]
const RETIRED_AT = 90 * DAY + 65 * 60_000

test.each<[string, number, Record<string, string>]>([
  ['before the second signs', 90 * DAY - 1, { old: 'current', now: 'next', next: 'next' }],
  ['when it signs', 90 * DAY, { old: 'retiring', now: 'current', next: 'next' }],
  ['until the last token of the first is dead', RETIRED_AT - 1, { old: 'retiring', now: 'current', next: 'next' }],
  ['after', RETIRED_AT, { old: 'gone', now: 'current', next: 'next' }],
])('M 4: the states follow from the rows and the time: %s', (_, nowMs, states) => {
  expect(Object.fromEntries(set.map((one) => [one.kid, stateOf(one, set, nowMs)]))).toEqual(states)
})

test('F 6: after the clock was set back before every key, the earliest still signs', () => {
  expect(currentKey([key('a', 5 * DAY, 5 * DAY), key('b', 5 * DAY, null)], 0)?.kid).toBe('a')
})

test.each<[string, SigningKey[], number, object | undefined]>([
  ['none yet: one that signs at once, and a next', [], 0, { makeFirst: true, makeNext: true, appoint: undefined, delete: [] }],
  ['no next: one is made', [key('a', 0, 0)], HOUR, { makeFirst: false, makeNext: true, appoint: undefined, delete: [] }],
  ['as it should be', [key('a', 0, 0), key('b', 0, null)], 89 * DAY, undefined],
  ['due after 90 days', [key('a', 0, 0), key('b', 0, null)], 90 * DAY, { makeFirst: false, makeNext: true, appoint: 'b', delete: [] }],
  ['due, but the next was published less than a day ago', [key('a', 0, 0), key('b', 89 * DAY + 1, null)], 90 * DAY, undefined],
  ['appointed, and not yet its time', [key('a', 0, 0), key('b', 0, 91 * DAY)], 90 * DAY, undefined],
  [
    'another algorithm is configured: its next is made, and the waiting one of the old goes',
    [key('a', 0, 0), key('b', 0, null)],
    HOUR,
    { makeFirst: false, makeNext: true, appoint: undefined, delete: ['b'] },
  ],
  [
    'and signs a day later',
    [key('a', 0, 0), key('b', HOUR, null, 'EdDSA')],
    HOUR + DAY,
    { makeFirst: false, makeNext: true, appoint: 'b', delete: [] },
  ],
  ['gone for less than a day: kept', set, RETIRED_AT + DAY - 1, undefined],
  ['gone for a day: deleted', set, RETIRED_AT + DAY, { makeFirst: false, makeNext: false, appoint: undefined, delete: ['old'] }],
])('M 4: what the key set needs: %s', (name, keys, nowMs, plan) => {
  const alg = name.includes('algorithm') || name.includes('signs a day later') ? 'EdDSA' : 'ES256'
  expect(planKeySet(keys, alg, nowMs)).toEqual(plan)
})
