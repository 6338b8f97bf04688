// The life of a signing key, as a pure rule of rows and time (docs/design/keys.md#the-life-of-a-signing-key).
import { expect, test } from 'vitest'
import { currentKey, goneAtMs, stateOf } from '../../src/keys/key-lifecycle.ts'
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
  ['before the second key signs', 90 * DAY - 1, { old: 'current', now: 'next', next: 'next' }],
  ['when the second key signs', 90 * DAY, { old: 'retiring', now: 'current', next: 'next' }],
  ["before the first's last token expires", RETIRED_AT - 1, { old: 'retiring', now: 'current', next: 'next' }],
  ['after', RETIRED_AT, { old: 'gone', now: 'current', next: 'next' }],
])('the time determines each state: %s (M 4)', (_, nowMs, states) => {
  expect(Object.fromEntries(set.map((one) => [one.kid, stateOf(one, set, nowMs)]))).toEqual(states)
})

test("before every key's time, the earliest key still signs (F 6)", () => {
  expect(currentKey([key('a', 5 * DAY, 5 * DAY), key('b', 5 * DAY, null)], 0)?.kid).toBe('a')
})

const [old, now, next] = set as [SigningKey, SigningKey, SigningKey]

test.each<[string, SigningKey[]]>([
  ['as they were made', [old, now, next]],
  ['the latest first', [next, now, old]],
  ['in another order', [now, next, old]],
])('rows give the same states in each order: %s (M 4)', (_, keys) => {
  expect(currentKey(keys, 90 * DAY)?.kid).toBe('now')
  expect(currentKey(keys, 90 * DAY - 1)?.kid).toBe('old')
  expect(goneAtMs(old, keys)).toBe(RETIRED_AT)
  expect(goneAtMs(now, keys)).toBeUndefined()
})

test('a key that waits alone is next, and no key signs (M 4)', () => {
  expect([stateOf(next, [next], DAY), currentKey([next], DAY), goneAtMs(next, [next])]).toEqual(['next', undefined, undefined])
})

test('of two keys with one time, the later row signs (M 4)', () => {
  const keys = [key('a', 0, DAY), key('b', 0, DAY)]
  expect(keys.map((one) => stateOf(one, keys, DAY))).toEqual(['retiring', 'current'])
})
