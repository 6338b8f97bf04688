// How long a lockout lasts, as pure rules. `http/throttle.test.ts` checks them on both databases.
import { expect, test } from 'vitest'
import { accountShutForMs, addressShutForMs, MAX_FAILURES, throttleRules } from '../../src/throttle/lockout.ts'
import { DEFAULT_LIMITS } from '../support/throttle-limits.ts'

const NOW = 1_000_000
const rules = throttleRules(DEFAULT_LIMITS)

test.each<[number, number | undefined]>([
  [0, 0],
  [9, 0],
  [10, 30_000],
  [11, 60_000],
  [16, 1_920_000],
  [17, 3_600_000],
  [99, 3_600_000],
  [100, undefined],
])('after %i failures in a row an account waits %s ms', (failures, ms) => expect(rules.delayMs(failures)).toBe(ms))

test.each<[number, number, number | undefined]>([
  [5, 4, 0],
  [5, 5, 5_000],
  [5, 14, 2_560_000],
  [5, 15, 3_600_000],
  [100, 99, 0],
  [100, 100, undefined],
])('with %i free failures, after %i an account waits %s ms', (free, failures, ms) =>
  expect(throttleRules({ ...DEFAULT_LIMITS, failures: free, firstDelayMs: 5_000 }).delayMs(failures)).toBe(ms),
)

test('after too many failures an account stays locked for ever', () => {
  expect(accountShutForMs(rules, { failures: MAX_FAILURES, opensAtMs: 0 }, NOW)).toBe(Number.POSITIVE_INFINITY)
})

test('a locked account opens at its time, and stays open', () => {
  const bucket = { failures: 10, opensAtMs: NOW + 1 }
  expect([accountShutForMs(rules, bucket, NOW), accountShutForMs(rules, bucket, NOW + 1)]).toEqual([1, 0])
  expect(accountShutForMs(rules, bucket, NOW + 3_600_000)).toBe(0)
  expect(addressShutForMs(bucket, NOW + 3_600_000)).toBe(0)
})

test('a wait longer than its delay counts as over', () => {
  // A clock that was ahead wrote it.
  expect(accountShutForMs(rules, { failures: 10, opensAtMs: NOW + 30_001 }, NOW)).toBe(0)
  expect(addressShutForMs({ opensAtMs: NOW + rules.addressWindowMs + 1 }, NOW)).toBe(0)
  expect(addressShutForMs({ opensAtMs: NOW + rules.addressWindowMs }, NOW)).toBe(rules.addressWindowMs)
})
