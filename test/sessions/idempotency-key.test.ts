// What a row stores of an Idempotency-Key, and which requests count as repeats
// (docs/design/sessions.md#idempotency-key).
import { expect, test } from 'vitest'
import { createIdempotencyKeys, type SpentToken } from '../../src/sessions/idempotency-key.ts'

const [ONE, TWO] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const KEY = '7b0f9c1e-6a52-4d2f-9d9a-0c8f3f1e2a44'
const spent: SpentToken = { sessionId: 'AAAAAAAAAAAAAAAAAAAAAA', counter: 4 }
const keys = createIdempotencyKeys({ current: ONE })
const kept = keys.hmacOf(KEY, spent)

test.each<[string, boolean, string | null, string | undefined, SpentToken]>([
  ['the same key and token', true, kept, KEY, spent],
  ['another key', false, kept, KEY.replace('7', '8'), spent],
  ['no key', false, kept, undefined, spent],
  ['a rotation without a key', false, null, KEY, spent],
  ['no key on either side', false, null, undefined, spent],
  ['no key, with an empty one stored', false, keys.hmacOf('', spent), undefined, spent],
  ['another session', false, kept, KEY, { ...spent, sessionId: 'BAAAAAAAAAAAAAAAAAAAAA' }],
  ['another counter', false, kept, KEY, { ...spent, counter: 5 }],
  ['an access token of the same session', false, kept, KEY, { ...spent, jti: 'a' }],
  ['a stored value that is cut short', false, kept.slice(0, -4), KEY, spent],
])('recognition of repeats: %s', (_, known, row, key, token) => {
  expect(keys.matches(row, key, token)).toBe(known)
})

test('access tokens of one session and counter have different values', () => {
  const byAccessToken = keys.hmacOf(KEY, { ...spent, jti: 'a' })
  expect(keys.matches(byAccessToken, KEY, { ...spent, jti: 'a' })).toBe(true)
  for (const other of [spent, { ...spent, jti: 'b' }]) expect(keys.matches(byAccessToken, KEY, other)).toBe(false)
})

test('the row does not reveal the key, even with another secret (G 5)', () => {
  expect(kept).toMatch(/^[\w-]{43}$/)
  expect(createIdempotencyKeys({ current: TWO }).matches(kept, KEY, spent)).toBe(false)
})

test('values under the previous secret are recognized, new ones use the current', () => {
  const both = createIdempotencyKeys({ current: TWO, previous: ONE })
  expect(both.matches(kept, KEY, spent)).toBe(true)
  expect(both.hmacOf(KEY, spent)).toBe(createIdempotencyKeys({ current: TWO }).hmacOf(KEY, spent))
})

test('a value that an earlier release stored is still recognized', () => {
  expect(keys.matches('xTXAxp3rQR5ZmvkEF3Ztn2j3XiNLdOwjfj3Pk3tEr7I', KEY, spent)).toBe(true)
})

test('parts cannot be moved from the key to the token', () => {
  const one = keys.hmacOf('1key', { ...spent, jti: 'a' })
  expect(keys.matches(one, 'key', { ...spent, jti: 'a1' })).toBe(false)
})
