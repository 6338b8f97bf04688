// How long a lockout lasts, as pure rules. `http/throttle.test.ts` checks them on both databases.
import { expect, test } from 'vitest'
import { accountShutForMs, addressShutForMs, delayMs, MAX_FAILURES, throttleRules } from '../../src/throttle/lockout.ts'

const NOW = 1_000_000

test.each<[number, number | undefined]>([
  [0, 0],
  [9, 0],
  [10, 30_000],
  [11, 60_000],
  [16, 1_920_000],
  [17, 3_600_000],
  [99, 3_600_000],
  [100, undefined],
])('after %i failures in a row an account waits %s ms', (failures, ms) => expect(delayMs(failures)).toBe(ms))

test('after too many failures an account stays locked for ever', () => {
  expect(accountShutForMs({ failures: MAX_FAILURES, opensAtMs: 0 }, NOW)).toBe(Number.POSITIVE_INFINITY)
})

test('a locked account opens at its time, and stays open', () => {
  const bucket = { failures: 10, opensAtMs: NOW + 1 }
  expect([accountShutForMs(bucket, NOW), accountShutForMs(bucket, NOW + 1)]).toEqual([1, 0])
  expect(accountShutForMs(bucket, NOW + 3_600_000)).toBe(0)
  expect(addressShutForMs(bucket, NOW + 3_600_000)).toBe(0)
})

test('a wait longer than its delay counts as over', () => {
  // A clock that was ahead wrote it.
  expect(accountShutForMs({ failures: 10, opensAtMs: NOW + 30_001 }, NOW)).toBe(0)
  expect(addressShutForMs({ opensAtMs: NOW + throttleRules.addressWindowMs + 1 }, NOW)).toBe(0)
  expect(addressShutForMs({ opensAtMs: NOW + throttleRules.addressWindowMs }, NOW)).toBe(throttleRules.addressWindowMs)
})
