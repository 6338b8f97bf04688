// An event is written after its time was taken: a login waits for its hash, a count of refusals for its
// minute. The list is in the order of the times all the same.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEventStore } from '../../src/data/events.ts'
import type { AuditEvent } from '../../src/events/event.ts'
import { type Administrator, administrator, allPages } from '../support/admin.ts'
import { databases } from '../support/databases.ts'
import { createRandom } from '../support/field-values.ts'
import { type RunningService, startService } from '../support/service.ts'

const ALICE = `usr_${'a'.repeat(22)}`

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let admin: Administrator
  beforeAll(async () => {
    const fresh = await database.fresh()
    s = await startService(fresh.config)
    admin = await administrator(s)
    const store = createEventStore(await fresh.open())
    const random = createRandom(7)
    const event = (): AuditEvent => ({
      type: random.pick(['login', 'logout', 'login_refused'] as const),
      // Several at one time, and none in the order in which they are written.
      atMs: s.system.nowMs() - random.number(40) * 100,
      userId: random.pick([ALICE, undefined]),
      clientId: random.pick(['default', 'shop']),
    })
    for (let batch = 0; batch < 10; batch += 1) await store.record(random.some(8, 8, event))
  })
  afterAll(() => s.stop())

  test.each(['', 'type=login', `user_id=${ALICE}`, 'client_id=shop', 'client_id=default&type=logout'])(
    'events by "%s" are strictly the newest first, on each page and from page to page (G 3)',
    async (query) => {
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
