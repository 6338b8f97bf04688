// What time and operators do to the key set, as pure rules of rows and time (REQUIREMENTS M 4).
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

/** Returns the set after the plan, as `changeOf` makes it. */
const setAfter = (keys: SigningKey[], plan: KeySetPlan, nowMs: number): SigningKey[] => [
  ...keys.filter(({ kid }) => !plan.delete.includes(kid)).map((one) => (one.kid === plan.appoint ? { ...one, signsFromMs: nowMs } : one)),
  ...(plan.makeFirst ? [key('first', nowMs, nowMs)] : []),
  ...(plan.makeNext ? [key('made', nowMs, null)] : []),
]
const statesOf = (keys: SigningKey[], nowMs: number) => Object.fromEntries(keys.map((one) => [one.kid, stateOf(one, keys, nowMs)]))

const set = [key('old', 0, 0), key('now', 10 * DAY, 90 * DAY), key('next', 90 * DAY, null)]
const RETIRED_AT = 90 * DAY + 65 * 60_000

test.each<[string, SigningKey[], number, object | undefined]>([
  ['no key: two are made', [], 0, { makeFirst: true, makeNext: true, appoint: undefined, delete: [] }],
  ['no next key: one is made', [key('a', 0, 0)], HOUR, { makeFirst: false, makeNext: true, appoint: undefined, delete: [] }],
  ['complete: nothing', [key('a', 0, 0), key('b', 0, null)], 89 * DAY, undefined],
  [
    'due after 90 days: the next signs',
    [key('a', 0, 0), key('b', 0, null)],
    90 * DAY,
    { makeFirst: false, makeNext: true, appoint: 'b', delete: [] },
  ],
  ['due, but the next is too new', [key('a', 0, 0), key('b', 89 * DAY + 1, null)], 90 * DAY, undefined],
  ['appointed for later', [key('a', 0, 0), key('b', 0, 91 * DAY)], 90 * DAY, undefined],
  [
    'due, with a next appointed too late',
    [key('a', 0, 0), key('b', 0, 200 * DAY), key('c', 200 * DAY, null)],
    90 * DAY,
    { makeFirst: false, makeNext: true, appoint: 'b', delete: [] },
  ],
  [
    'another algorithm replaces the waiting key',
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
])('the plan: %s (M 4)', (name, keys, nowMs, plan) => {
  const alg = name.includes('algorithm') || name.includes('signs a day later') ? 'EdDSA' : 'ES256'
  expect(planKeySet(keys, alg, { nowMs, sweepMs: nowMs })).toEqual(plan && { kind: 'plan', ...plan })
})

test("gone keys are deleted by the sweep's time, not the clock's (F 6)", () => {
  const nowMs = RETIRED_AT + 2 * DAY
  expect(planKeySet(set, 'ES256', { nowMs, sweepMs: RETIRED_AT + DAY - 1 })?.delete ?? []).toEqual([])
  expect(planKeySet(set, 'ES256', { nowMs, sweepMs: RETIRED_AT + DAY })?.delete).toEqual(['old'])
})

test('a clock set back makes no signing key a waiting one (F 6)', () => {
  const keys = [key('a', 300 * DAY, 300 * DAY), key('b', 300 * DAY, null)]
  expect(planKeySet(keys, 'ES256', { nowMs: 0, sweepMs: 0 })).toBeUndefined()
  expect(currentKey(keys, 0)?.kid).toBe('a')
})

describe('rotation', () => {
  test.each<[string, SigningKey[], number, boolean, object]>([
    ['after 24 h the next key signs', pair, 11 * DAY, false, { appoint: 'next', makeNext: true }],
    ['one millisecond earlier it waits', pair, 11 * DAY - 1, false, { safeAtMs: 11 * DAY }],
    ['forced, it does not wait', pair, 11 * DAY - 1, true, { appoint: 'next', makeNext: true }],
    ['without a waiting key it is refused', [current], DAY, false, { safeAtMs: null }],
    [
      'keys appointed or published by a fast clock still sign in order',
      [current, key('ahead', 0, 200 * DAY), key('published ahead', 200 * DAY, null)],
      11 * DAY,
      false,
      { appoint: 'ahead', makeNext: true },
    ],
    ['forced without a waiting key, a new one signs', [current], DAY, true, { makeFirst: true, makeNext: true }],
    ['of two waiting keys, the older signs', [...pair, key('later', 11 * DAY, null)], 20 * DAY, false, { appoint: 'next' }],
    ['in whatever order they are read', [key('later', 11 * DAY, null), next, current], 20 * DAY, false, { appoint: 'next' }],
    ['a waiting key signs even if none did before', [next], 11 * DAY, false, { kind: 'plan', makeFirst: false, appoint: 'next' }],
    [
      'a key that signs only by a wrong clock is not appointed',
      [key('a', 300 * DAY, 300 * DAY), key('b', 301 * DAY, null)],
      0,
      true,
      { kind: 'plan', makeFirst: false, appoint: 'b' },
    ],
    ['a rotation that must wait says so', pair, DAY, false, { kind: 'too_early' }],
  ])('%s (M 4)', (_, keys, nowMs, forced, plan) => expect(planRotation(keys, nowMs, { forced })).toMatchObject(plan))

  test('the previous key verifies until its last token has expired (M 4)', () => {
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
    ['after revoking the signing key, the next signs', 'current', { old: 'retiring', next: 'current', made: 'next' }],
    ['after revoking the waiting key, another is published', 'next', { old: 'retiring', current: 'current', made: 'next' }],
    ['revoking a retiring key changes nothing else', 'old', { current: 'current', next: 'next' }],
  ])('%s (M 4)', (_, kid, states) => {
    const keys = setAfter(retiring, planRevocation(retiring, kid, NOW) as KeySetPlan, NOW)
    expect(statesOf(keys, NOW)).toEqual(states)
  })

  test('without a waiting key, revoking the signing key makes a new one (M 4)', () => {
    const keys = setAfter([current], planRevocation([current], 'current', NOW) as KeySetPlan, NOW)
    expect(statesOf(keys, NOW)).toEqual({ first: 'current', made: 'next' })
  })

  test('a gone key that is kept does not come back (M 4)', () => {
    const later = 12 * DAY
    expect(stateOf(retiring[0]!, retiring, later)).toBe('gone')
    const keys = setAfter(retiring, planRevocation(retiring, 'current', later) as KeySetPlan, later)
    expect(statesOf(keys, later)).toEqual({ next: 'current', made: 'next' })
  })

  test('the only key, which waits, is replaced by another that waits (M 4)', () => {
    const plan = { kind: 'plan', makeFirst: false, makeNext: true, appoint: undefined, delete: ['next'] }
    expect(planRevocation([next], 'next', NOW)).toEqual(plan)
  })

  test('revoking an unknown key does nothing', () => expect(planRevocation(pair, 'nope', NOW)).toEqual({ kind: 'no_such_key' }))
})

test('after a reset, two new keys replace all others (M 4)', () => {
  const plan = planReset(pair)
  expect(plan).toEqual({ kind: 'plan', makeFirst: true, makeNext: true, appoint: undefined, delete: ['current', 'next'] })
  const keys = setAfter(pair, plan, 20 * DAY)
  expect(statesOf(keys, 20 * DAY)).toEqual({ first: 'current', made: 'next' })
  expect(currentKey(keys, 20 * DAY)?.kid).toBe('first')
})

test("a change uses the waiting key's algorithm, else the signing key's", () => {
  expect(algOf([current, key('next', 0, null, 'EdDSA')], DAY)).toBe('EdDSA')
  expect(algOf([current], DAY)).toBe('ES256')
  expect(algOf([], DAY)).toBeUndefined()
})
