// L 8: refusals are bounded in a window; neither many keys nor a clock that is set make more of it.
import { expect, test } from 'vitest'
import { createRefusalLimiter, type RefusalLimiter } from '../../src/throttle/refusal-limiter.ts'
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
  expect(refusal).toMatchObject({ code: 'too_many_requests' })
  return (refusal as { details: { retryAfterSeconds: number } }).details.retryAfterSeconds
}

test('past 120 in a minute a refusal is too many, until the minute is over (L 8)', async () => {
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

test('more clients than can be remembered make counting begin again: memory is bounded (L 8)', async () => {
  const limiter = createRefusalLimiter(createTestSystem())
  await refuse(limiter, MAX_REFUSALS, 'shop')
  for (let key = 1; key < MAX_KEYS; key += 1) await refused(limiter, `client-${key}`)
  // As many as there may be are remembered; with the next refusal nothing is.
  expect(await refused(limiter, 'shop')).toBe('refused')
})

test.each([
  ['an hour back', -HOUR_SECONDS],
  ['an hour forward', HOUR_SECONDS],
])('a clock that is set %s makes no wait longer than the minute (F 6, F 13)', async (_, seconds) => {
  const system = createTestSystem()
  const limiter = createRefusalLimiter(system)
  await refuse(limiter, MAX_REFUSALS, 'shop')
  expect(await retryAfterOf(limiter, 'shop')).toBe(60)
  system.setClockSeconds(seconds)
  await refuse(limiter, MAX_REFUSALS, 'shop')
  expect(await retryAfterOf(limiter, 'shop')).toBe(60)
})

test('what is granted is answered, whatever was refused before it (L 8)', async () => {
  const limiter = createRefusalLimiter(createTestSystem())
  await refuse(limiter, MAX_REFUSALS, 'shop')
  await retryAfterOf(limiter, 'shop')
  expect(await answer(limiter, 'granted', 'shop')).toBe('granted')
})
