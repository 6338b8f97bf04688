// The life of a signing key, as a pure rule of rows and time (docs/design/keys.md#the-life-of-a-signing-key).
import { expect, test } from 'vitest'
import { currentKey, stateOf } from '../../src/keys/key-lifecycle.ts'
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
