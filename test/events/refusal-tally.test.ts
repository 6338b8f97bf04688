// Refusals are gathered. The number gathered is bounded, and none is lost (REQUIREMENTS G 3).
import { expect, test } from 'vitest'
import type { AuditEvent } from '../../src/events/event.ts'
import { createRefusalTally } from '../../src/events/refusal-tally.ts'

const MAX_ENTRIES = 1000

function tally() {
  const written: AuditEvent[][] = []
  let away = false
  const refusals = createRefusalTally({
    async record(events) {
      if (away) throw new Error('away')
      written.push([...events])
    },
    list: async () => [],
    sweep: async () => 0,
  })
  return { refusals, written, setAway: (is: boolean) => (away = is) }
}
const refusal = (address: string, atMs = 1) => ({ type: 'login_refused', atMs, userId: undefined, clientId: 'default', address }) as const

test('refusals beyond the limit are reported together (G 3)', async () => {
  const { refusals, written } = tally()
  for (let address = 0; address < MAX_ENTRIES + 50; address += 1) refusals.add(refusal(`192.0.2.${address}`))
  refusals.add(refusal('192.0.2.7'))
  await refusals.flush()
  const [events] = written as [AuditEvent[]]
  expect(events).toHaveLength(MAX_ENTRIES + 1)
  expect(events.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(MAX_ENTRIES + 51)
  expect(events.find(({ address }) => address === '192.0.2.7')?.count).toBe(2)
  expect(events.find(({ address }) => address === undefined)).toEqual({ type: 'login_refused', atMs: 1, count: 50 })
})

test('an unwritten refusal keeps its count and first time (G 3)', async () => {
  const { refusals, written, setAway } = tally()
  refusals.add(refusal('192.0.2.1', 5))
  setAway(true)
  await expect(refusals.flush()).rejects.toThrow('away')
  refusals.add(refusal('192.0.2.1', 9))
  setAway(false)
  await refusals.flush()
  await refusals.flush()
  expect(written).toEqual([[{ ...refusal('192.0.2.1', 5), count: 2 }]])
})
