// An event may be written after its time: a login waits for its hash, a refusal for its minute. The list
// still has the order of the times.
import { describe, expect } from 'vitest'
import { createEventStore } from '../../../../src/data/events.ts'
import type { AuditEvent } from '../../../../src/events/event.ts'
import { allPages } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { createRandom } from '../../../support/random.ts'

const ALICE = `usr_${'a'.repeat(22)}`

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ database, service }) => {
    const store = createEventStore(await database.open())
    const random = createRandom(7)
    const event = (): AuditEvent => ({
      type: random.pick(['login', 'logout', 'login_refused'] as const),
      // Several events have the same time, and none is written in the order of the times.
      atMs: service.system.nowMs() - random.number(40) * 100,
      userId: random.pick([ALICE, undefined]),
      clientId: random.pick(['default', 'shop']),
    })
    for (let batch = 0; batch < 10; batch += 1) await store.record(random.some(8, 8, event))
  })

  test.for(['', 'type=login', `user_id=${ALICE}`, 'client_id=shop', 'client_id=default&type=logout'])(
    'events by "%s" come strictly newest first, also across pages (G 3)',
    async (query, { admin }) => {
      const whole = (await admin.get(`/admin/events?limit=100&${query}`)).body.events as { id: number; at: string }[]
      expect(whole.length).toBeGreaterThan(5)
      const sorted = whole.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at) || b.id - a.id)
      expect(whole).toEqual(sorted)
      for (const limit of [1, 7]) {
        const pages = await allPages(admin, query === '' ? '/admin/events' : `/admin/events?${query}`, 'events', limit)
        expect(pages.flat()).toEqual(sorted)
      }
    },
  )
})
