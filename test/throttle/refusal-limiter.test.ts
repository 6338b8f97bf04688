// Refusals are limited in a time window. Neither many keys nor a changed clock allows more
// (REQUIREMENTS L 8).
import { expect, test } from 'vitest'
import { createRefusalLimiter, noRefusalLimiter, type RefusalLimiter } from '../../src/throttle/refusal-limiter.ts'
import { createTestSystem } from '../support/test-system.ts'

const MAX_REFUSALS = 120
const MAX_KEYS = 10_000
const HOUR_SECONDS = 3600

/** Answers as every page that is limited does: only what is refused is counted. */
async function answer(limiter: RefusalLimiter, outcome: 'granted' | 'refused', clientId: string, addressKey = '192.0.2.1') {
  if (outcome === 'refused') limiter.count({ clientId, addressKey })
  return outcome
}
const refused = (limiter: RefusalLimiter, clientId: string, addressKey?: string) => answer(limiter, 'refused', clientId, addressKey)
const refuse = async (limiter: RefusalLimiter, times: number, clientId: string) => {
  for (let turn = 0; turn < times; turn += 1) expect(await refused(limiter, clientId)).toBe('refused')
}
const retryAfterOf = async (limiter: RefusalLimiter, clientId: string): Promise<number> => {
  const refusal = await refused(limiter, clientId).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'too_many_requests', message: 'Too many tries. Wait before the next one.' })
  return (refusal as { details: { retryAfterSeconds: number } }).details.retryAfterSeconds
}

test('after 120 refusals in a minute, more are blocked until it ends (L 8)', async () => {
  const system = createTestSystem()
  const limiter = createRefusalLimiter(system)
  await refuse(limiter, MAX_REFUSALS, 'shop')
  system.advanceSeconds(20)
  expect(await retryAfterOf(limiter, 'shop')).toBe(40)
  expect(await refused(limiter, 'other')).toBe('refused')
  expect(await refused(limiter, 'shop', '192.0.2.2')).toBe('refused')
  system.advanceSeconds(40)
  expect(await refused(limiter, 'shop')).toBe('refused')
})

test('too many clients restart the counting, so memory is bounded (L 8)', async () => {
  const limiter = createRefusalLimiter(createTestSystem())
  await refuse(limiter, MAX_REFUSALS, 'shop')
  for (let key = 1; key < MAX_KEYS; key += 1) await refused(limiter, `client-${key}`)
  // The limiter remembers up to its limit. The next refusal makes it forget everything.
  expect(await refused(limiter, 'shop')).toBe('refused')
})

test.each([
  ['an hour back', -HOUR_SECONDS],
  ['an hour forward', HOUR_SECONDS],
])('a clock set %s extends no wait beyond a minute (F 6, F 13)', async (_, seconds) => {
  const system = createTestSystem()
  const limiter = createRefusalLimiter(system)
  await refuse(limiter, MAX_REFUSALS, 'shop')
  expect(await retryAfterOf(limiter, 'shop')).toBe(60)
  system.setClockSeconds(seconds)
  await refuse(limiter, MAX_REFUSALS, 'shop')
  expect(await retryAfterOf(limiter, 'shop')).toBe(60)
})

test('what is granted is answered, whatever was refused before (L 8)', async () => {
  const limiter = createRefusalLimiter(createTestSystem())
  await refuse(limiter, MAX_REFUSALS, 'shop')
  await retryAfterOf(limiter, 'shop')
  expect(await answer(limiter, 'granted', 'shop')).toBe('granted')
})

test('a limiter that is off refuses nobody', async () => {
  await refuse(noRefusalLimiter, 2 * MAX_REFUSALS, 'shop')
})
