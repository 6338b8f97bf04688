// PostgreSQL fails over under the load of two replicas. The database's host name switches to the new primary
// at a different time for each replica (REQUIREMENTS F 4, F 11).
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
 * The time between the name leading to the primary and full service, and an extra allowance for a busy
 * machine.
 */
const WHOLE_WITHIN_MS = 2000
const BUSY_MS = 1000
/** How long a name leads to a standby, which is at most 3 s behind. */
const LED_ASTRAY_MS = 5000
/** The least number of refreshes before the fault, and again after it. */
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
 * Puts load on both replicas, where every answer must be the expected one or 503, also for a good token. At
 * the end, both replicas are asked for everything acknowledged.
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

/** Waits until the crowd has done some more, however busy the machine is. */
async function someMore(): Promise<void> {
  for (const due = crowd.counts.refresh + LEAST_REFRESHES; crowd.counts.refresh < due; await sleep(20));
}

/** Uses all connections at once, because the answer of one says little about the others. */
async function expectWhole(client: FaultClient, sinceMs: number): Promise<void> {
  await untilReady(client)
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.get('/.well-known/jwks.json')))
  expect([...new Set(answers.map(({ status }) => status))]).toEqual([200])
  expect(performance.now() - sinceMs).toBeLessThan(WHOLE_WITHIN_MS + BUSY_MS)
}

/** Expects the service to be alive but not ready because of the standby, for `forMs` milliseconds. */
async function expectLedAstray(client: FaultClient, forMs: number): Promise<void> {
  await untilStandby(client)
  for (const until = performance.now() + forMs; performance.now() < until; await sleep(50)) {
    expect(await client.get('/readyz')).toMatchObject({ status: 503, body: { detail: expect.stringContaining('standby') } })
    expect((await client.get('/livez')).status).toBe(200)
  }
}

/** Until then the server may refuse connections, because it is still starting. */
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

  test('no good token is refused and nothing acknowledged is lost (F 4, F 11)', async () => {
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

      // The old primary returns as a standby. The name leads one replica to it while the other replica
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

describe("the primary's machine loses power", () => {
  beforeEach(() => start({ synchronous: true }))

  test('without connection resets, the service recovers within 2 s of the switch (F 4, F 11)', async () => {
    await underLoad(async (clients) => {
      // Neither existing nor new connections get an answer.
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
