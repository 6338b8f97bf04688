// F 4, F 11: PostgreSQL fails over under the load of two replicas, and the name of the database reaches each
// of them at another time.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import { createClient, type FaultClient } from '../faults/client.ts'
import { envOf, untilReady } from '../faults/crash-rounds.ts'
import { type Crowd, createCrowd } from '../faults/crowd.ts'
import { killServing, type Serving, serve } from '../faults/serving.ts'
import { promote, rejoin } from '../support/postgres-standby.ts'
import { createRelay, type Relay } from '../support/relay.ts'
import { type Pair, startPair } from './pair.ts'
import { patient } from './patient-client.ts'
import { watchTokens } from './watcher.ts'

/**
 * From when the name leads to the primary until the service is whole, and what a machine with more to do than
 * this may add to it.
 */
const WHOLE_WITHIN_MS = 2000
const BUSY_MS = 1000
/** How long a name leads to a standby. The standby is 3 s behind at most. */
const LED_ASTRAY_MS = 5000
/** So many before the fault, and so many after it. */
const LEAST_REFRESHES = 20

let pair: Pair
let relays: [Relay, Relay]
let replicas: Serving[]
let crowd: Crowd
let watched: string

afterAll(killServing)

async function start(options: Parameters<typeof startPair>[0]): Promise<void> {
  pair = await startPair(options)
  const config = (url: string): DatabaseConfig => ({ kind: 'postgres', url, poolSize: 10, namedStatements: true })
  crowd = await createCrowd(config(pair.primary.url))
  watched = (await createCrowd(config(pair.primary.url))).usernames[0]!
  relays = [await createRelay(pair.primary.url), await createRelay(pair.primary.url)]
  replicas = await Promise.all(relays.map(({ url }) => serve(envOf(config(url)))))
}

afterEach(async () => {
  for (const replica of replicas ?? []) await replica.kill()
  for (const relay of relays ?? []) await relay.close()
  await pair?.remove()
})

/**
 * Load on both replicas all the while, in which nothing but what is due and 503 is ever answered: a good
 * token that is answered 400 or 401 is a violation. Then all that was acknowledged, asked of both.
 */
async function underLoad(fault: (clients: [FaultClient, FaultClient]) => Promise<void>): Promise<void> {
  const clients = replicas.map(({ url }) => patient(createClient(url))) as [FaultClient, FaultClient]
  let over = false
  const watching = watchTokens(watched, clients, () => over)
  const load = Promise.all([crowd.act(clients, () => over), watching])
  const during = (work: Promise<unknown>) => Promise.race([work, load])
  await during(someMore())
  await during(fault(clients))
  await during(someMore())
  over = true
  await load
  for (const client of clients) await crowd.check(client)
  const { good, ended, unavailable } = await watching
  for (const count of [good, ended, unavailable]) expect(count).toBeGreaterThan(0)
  console.info({ ...crowd.counts, good, ended, unavailable })
}

/** Until the crowd has done some more, however busy the machine is. */
async function someMore(): Promise<void> {
  for (const due = crowd.counts.refresh + LEAST_REFRESHES; crowd.counts.refresh < due; await sleep(20));
}

/** All connections at once: the answer of one says little of the others. */
async function expectWhole(client: FaultClient, sinceMs: number): Promise<void> {
  await untilReady(client)
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.get('/.well-known/jwks.json')))
  expect([...new Set(answers.map(({ status }) => status))]).toEqual([200])
  expect(performance.now() - sinceMs).toBeLessThan(WHOLE_WITHIN_MS + BUSY_MS)
}

/** As long as `forMs`: alive, and not ready because of the standby. */
async function expectLedAstray(client: FaultClient, forMs: number): Promise<void> {
  await untilStandby(client)
  for (const until = performance.now() + forMs; performance.now() < until; await sleep(50)) {
    expect(await client.get('/readyz')).toMatchObject({ status: 503, body: { detail: expect.stringContaining('standby') } })
    expect((await client.get('/livez')).status).toBe(200)
  }
}

/** Until then the server may refuse connections, since it still starts. */
async function untilStandby(client: FaultClient): Promise<void> {
  for (;;) {
    const answer = await client.get('/readyz')
    expect(answer.status).toBe(503)
    if (answer.body.detail.includes('standby')) return
    await sleep(20)
  }
}

describe.each([
  { synchronous: true, applyDelaySeconds: 0 },
  { synchronous: true, applyDelaySeconds: 3 },
  { synchronous: false, applyDelaySeconds: 3 },
])('synchronous: $synchronous, $applyDelaySeconds s behind', (options) => {
  beforeEach(() => start(options))

  test('no good token is refused, nothing acknowledged is lost, whole within 2 s (F 4, F 11)', async () => {
    const { primary, standby } = pair
    const [early, late] = relays
    await underLoad(async ([first, second]) => {
      await primary.stop()
      // Both names lead to the standby before it is promoted.
      for (const relay of relays) relay.leadTo(standby.url)
      await Promise.all([expectLedAstray(first, 1000), expectLedAstray(second, 1000)])
      await promote(standby)
      const promotedAt = performance.now()
      await Promise.all([expectWhole(first, promotedAt), expectWhole(second, promotedAt)])

      // The old primary comes back as a standby, and the name leads one replica there, while the other one
      // writes.
      await rejoin(primary, standby, options)
      late.leadTo(primary.url)
      late.cut()
      await expectLedAstray(second, LED_ASTRAY_MS)
      expect((await first.get('/readyz')).status).toBe(200)
      late.leadTo(standby.url)
      await expectWhole(second, performance.now())
      early.leadTo(standby.url)
    })
  })
})

describe('the machine of the primary loses its power', () => {
  beforeEach(() => start({ synchronous: true }))

  test('no connection is reset, and still whole within 2 s of the name leading on (F 4, F 11)', async () => {
    await underLoad(async (clients) => {
      // Neither those that are there nor new ones get a word.
      for (const relay of relays) {
        relay.leadTo(undefined)
        relay.silence()
      }
      await pair.primary.crash()
      for (const client of clients) expect((await client.get('/readyz')).status).toBe(503)
      await promote(pair.standby)
      await sleep(2000)
      for (const relay of relays) relay.leadTo(pair.standby.url)
      const movedAt = performance.now()
      await Promise.all(clients.map((client) => expectWhole(client, movedAt)))
    })
  })
})
