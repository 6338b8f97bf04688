// REQUIREMENTS G 3: the webhook loses no event while its receiver is down, also over a `kill -9`.
// `test/webhook/minute.ts` runs the same for a minute.
import { afterAll, expect, test } from 'vitest'
import { killServing } from '../faults/serving.ts'
import { databases } from '../support/databases.ts'
import { deliverThroughOutage } from './rounds.ts'

afterAll(killServing)

test.concurrent.each(databases)('on $name, an outage and a kill lose no event (G 3)', async ({ fresh }) => {
  const { config } = await fresh({ empty: true })
  const { logins, delivered } = await deliverThroughOutage(config, { downMs: 4000, loginsASecond: 10 })
  expect(logins).toBeGreaterThan(20)
  expect(delivered).toBeGreaterThanOrEqual(logins)
})
