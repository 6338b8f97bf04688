// When an event is delivered, tried again or given up (docs/events.md#the-webhook).
import { describe, expect, test } from 'vitest'
import { deliveryOf, outcomeOf, type Progress, pauseMsAfter } from '../../src/events/delivery.ts'
import { FIRST_POSITION } from '../../src/events/event-feed.ts'

const DAY_MS = 86_400_000
const at = { transactionId: 3, id: 9 }
const fresh: Progress = { position: FIRST_POSITION, refusedSinceMs: undefined, tries: 0 }

test.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [301, 'failed'],
  [307, 'failed'],
  [400, 'refused'],
  [401, 'refused'],
  [404, 'refused'],
  [408, 'failed'],
  [410, 'refused'],
  [425, 'failed'],
  [429, 'failed'],
  [500, 'failed'],
  [503, 'failed'],
] as const)('an answer of %d means %s', (status, delivery) => expect(deliveryOf(status)).toBe(delivery))

describe('the outcome of a try', () => {
  test('a delivered event is the new position', () => {
    const refused = { ...fresh, refusedSinceMs: 5, tries: 3 }
    expect(outcomeOf(refused, at, 'delivered', 9, 0)).toEqual({
      kind: 'delivered',
      progress: { position: at, refusedSinceMs: undefined, tries: 0 },
    })
  })

  test('a failure is tried again for ever', () => {
    const progress = { ...fresh, refusedSinceMs: 0, tries: 3 }
    expect(outcomeOf(progress, at, 'failed', 90 * DAY_MS, 0)).toEqual({ kind: 'again', progress: { ...progress, tries: 4 }, pauseMs: 8000 })
  })

  test('a refusal is tried for a day, then given up', () => {
    const first = outcomeOf(fresh, at, 'refused', 7, 0)
    expect(first).toEqual({ kind: 'again', progress: { ...fresh, refusedSinceMs: 7, tries: 1 }, pauseMs: 1000 })
    expect(outcomeOf(first.progress, at, 'refused', 6 + DAY_MS, 0).kind).toBe('again')
    expect(outcomeOf(first.progress, at, 'refused', 7 + DAY_MS, 0)).toMatchObject({ kind: 'given_up', progress: { position: at } })
  })
})

test('pauses double up to five minutes, less up to half by chance', () => {
  expect([1, 2, 3, 9, 10, 2000].map((tries) => pauseMsAfter(tries, 0))).toEqual([1000, 2000, 4000, 256_000, 300_000, 300_000])
  expect(pauseMsAfter(1, 0.999)).toBeGreaterThanOrEqual(500)
  expect(pauseMsAfter(2000, 0.5)).toBe(225_000)
})
