// REQUIREMENTS M 4: what time does to the key set, and what a person may do to it, as pure rules of rows and time.
import { describe, expect, test } from 'vitest'
import { currentKey, stateOf } from '../../src/keys/key-lifecycle.ts'
import { algOf, type KeySetPlan, planKeySet, planReset, planRevocation, planRotation } from '../../src/keys/key-set-plan.ts'
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
const [current, next] = [key('current', 0, 0), key('next', 10 * DAY, null)]
const pair = [current, next]

/** The set after the plan, as `changeOf` makes it. */
const setAfter = (keys: SigningKey[], plan: KeySetPlan, nowMs: number): SigningKey[] => [
  ...keys.filter(({ kid }) => !plan.delete.includes(kid)).map((one) => (one.kid === plan.appoint ? { ...one, signsFromMs: nowMs } : one)),
  ...(plan.makeFirst ? [key('first', nowMs, nowMs)] : []),
  ...(plan.makeNext ? [key('made', nowMs, null)] : []),
]
const statesOf = (keys: SigningKey[], nowMs: number) => Object.fromEntries(keys.map((one) => [one.kid, stateOf(one, keys, nowMs)]))

const set = [key('old', 0, 0), key('now', 10 * DAY, 90 * DAY), key('next', 90 * DAY, null)]
const RETIRED_AT = 90 * DAY + 65 * 60_000

test.each<[string, SigningKey[], number, object | undefined]>([
  ['none yet: one that signs at once, and a next', [], 0, { makeFirst: true, makeNext: true, appoint: undefined, delete: [] }],
  ['no next: one is made', [key('a', 0, 0)], HOUR, { makeFirst: false, makeNext: true, appoint: undefined, delete: [] }],
  ['as it should be', [key('a', 0, 0), key('b', 0, null)], 89 * DAY, undefined],
  ['due after 90 days', [key('a', 0, 0), key('b', 0, null)], 90 * DAY, { makeFirst: false, makeNext: true, appoint: 'b', delete: [] }],
  ['due, but the next was published less than a day ago', [key('a', 0, 0), key('b', 89 * DAY + 1, null)], 90 * DAY, undefined],
  ['appointed, and not yet its time', [key('a', 0, 0), key('b', 0, 91 * DAY)], 90 * DAY, undefined],
  [
    'due, and the next was appointed for later by a clock that was ahead',
    [key('a', 0, 0), key('b', 0, 200 * DAY), key('c', 200 * DAY, null)],
    90 * DAY,
    { makeFirst: false, makeNext: true, appoint: 'b', delete: [] },
  ],
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
  expect(planKeySet(keys, alg, { nowMs, sweepMs: nowMs })).toEqual(plan && { kind: 'plan', ...plan })
})

test('what is gone is deleted by the time of the sweep, not by a clock that may be ahead (F 6)', () => {
  const nowMs = RETIRED_AT + 2 * DAY
  expect(planKeySet(set, 'ES256', { nowMs, sweepMs: RETIRED_AT + DAY - 1 })?.delete ?? []).toEqual([])
  expect(planKeySet(set, 'ES256', { nowMs, sweepMs: RETIRED_AT + DAY })?.delete).toEqual(['old'])
})

test('after a clock that was set back before every key, none that signs is taken for one that waits (F 6)', () => {
  const keys = [key('a', 300 * DAY, 300 * DAY), key('b', 300 * DAY, null)]
  expect(planKeySet(keys, 'ES256', { nowMs: 0, sweepMs: 0 })).toBeUndefined()
  expect(currentKey(keys, 0)?.kid).toBe('a')
})

describe('rotation', () => {
  test.each<[string, SigningKey[], number, boolean, object]>([
    ['the next was published 24 h ago: it signs, and another waits', pair, 11 * DAY, false, { appoint: 'next', makeNext: true }],
    ['a millisecond less: it waits, and the time is told', pair, 11 * DAY - 1, false, { safeAtMs: 11 * DAY }],
    ['a millisecond less, forced', pair, 11 * DAY - 1, true, { appoint: 'next', makeNext: true }],
    ['no key waits', [current], DAY, false, { safeAtMs: null }],
    [
      'a clock that was ahead appointed the next for later, and published another: the first of them signs',
      [current, key('ahead', 0, 200 * DAY), key('published ahead', 200 * DAY, null)],
      11 * DAY,
      false,
      { appoint: 'ahead', makeNext: true },
    ],
    ['no key waits, forced: one is made that signs at once', [current], DAY, true, { makeFirst: true, makeNext: true }],
    ['of two that wait, the one published first', [...pair, key('later', 11 * DAY, null)], 20 * DAY, false, { appoint: 'next' }],
  ])('M 4: %s', (_, keys, nowMs, forced, plan) => expect(planRotation(keys, nowMs, { forced })).toMatchObject(plan))

  test('M 4: whatever was there is left: the one before verifies until its last token is dead', () => {
    const nowMs = 11 * DAY
    const plan = planRotation(pair, nowMs, { forced: false }) as KeySetPlan
    expect(plan.delete).toEqual([])
    const keys = setAfter(pair, plan, nowMs)
    expect(statesOf(keys, nowMs)).toEqual({ current: 'retiring', next: 'current', made: 'next' })
    expect(statesOf(keys, nowMs + HOUR + 5 * 60_000)).toEqual({ current: 'gone', next: 'current', made: 'next' })
  })
})

describe('revocation', () => {
  const retiring = [key('old', 0, 0), key('current', 0, 10 * DAY), next]
  const NOW = 10 * DAY + HOUR

  test.each<[string, string, Record<string, string>]>([
    [
      'of the key that signs: the next takes over at once, and another waits',
      'current',
      { old: 'retiring', next: 'current', made: 'next' },
    ],
    ['of the key that waits: another is published', 'next', { old: 'retiring', current: 'current', made: 'next' }],
    ['of a key that only verifies: nothing else changes', 'old', { current: 'current', next: 'next' }],
  ])('M 4: %s', (_, kid, states) => {
    const keys = setAfter(retiring, planRevocation(retiring, kid, NOW) as KeySetPlan, NOW)
    expect(statesOf(keys, NOW)).toEqual(states)
  })

  test('M 4: of the key that signs, where none waits: one is made that signs at once', () => {
    const keys = setAfter([current], planRevocation([current], 'current', NOW) as KeySetPlan, NOW)
    expect(statesOf(keys, NOW)).toEqual({ first: 'current', made: 'next' })
  })

  test('M 4: what is gone, and kept in case the clock was wrong, does not come back', () => {
    const later = 12 * DAY
    expect(stateOf(retiring[0]!, retiring, later)).toBe('gone')
    const keys = setAfter(retiring, planRevocation(retiring, 'current', later) as KeySetPlan, later)
    expect(statesOf(keys, later)).toEqual({ next: 'current', made: 'next' })
  })

  test('of a key that is not there: none', () => expect(planRevocation(pair, 'nope', NOW)).toEqual({ kind: 'no_such_key' }))
})

test('M 4: after a reset no key of before is left, one signs and another waits', () => {
  const keys = setAfter(pair, planReset(pair), 20 * DAY)
  expect(statesOf(keys, 20 * DAY)).toEqual({ first: 'current', made: 'next' })
  expect(currentKey(keys, 20 * DAY)?.kid).toBe('first')
})

test('a change goes on with the algorithm of the key that waits, else of the one that signs', () => {
  expect(algOf([current, key('next', 0, null, 'EdDSA')], DAY)).toBe('EdDSA')
  expect(algOf([current], DAY)).toBe('ES256')
  expect(algOf([], DAY)).toBeUndefined()
})
