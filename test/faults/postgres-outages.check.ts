// PostgreSQL is away, or does not answer, under two replicas and their load (REQUIREMENTS F 4).
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import { postgres } from '../support/databases.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { createClient, type FaultClient } from './client.ts'
import { envOf, untilReady } from './crash-rounds.ts'
import { type Crowd, createCrowd } from './crowd.ts'
import { hang } from './postgres-processes.ts'
import { killServing, type Serving, serve } from './serving.ts'

/** The promised time, and an extra allowance for a busy machine. */
const PROMISED_MS = 5000
const BUSY_MS = 1000

describe.skipIf(postgres === null)('two replicas on one PostgreSQL', () => {
  let server: PostgresServer
  let crowd: Crowd
  let replicas: Serving[]
  let clients: FaultClient[]
  beforeAll(async () => {
    server = (await startPostgres())!
    const config: DatabaseConfig = { kind: 'postgres', url: server.url, poolSize: 4, namedStatements: true }
    crowd = await createCrowd(config)
    replicas = await Promise.all([serve(envOf(config)), serve(envOf(config))])
  })
  afterAll(async () => {
    killServing()
    await server?.remove()
  })

  /**
   * Puts load on both replicas; the only answers allowed are the expected one and 503. At the end, everything
   * acknowledged is checked.
   */
  async function underLoad(fault: () => Promise<void>): Promise<void> {
    clients = replicas.map(({ url }) => createClient(url))
    let over = false
    const load = crowd.act(clients, () => over)
    await Promise.race([sleep(500), load])
    await Promise.race([fault(), load])
    const [slower] = (await Promise.all(clients.map(untilReady))).sort((a, b) => b - a)
    expect(slower).toBeLessThan(PROMISED_MS)
    await Promise.race([sleep(500), load])
    over = true
    await load
    for (const client of clients) {
      expect(client.slowestMs.get(503)).toBeLessThan(PROMISED_MS + BUSY_MS)
      await crowd.check(client)
    }
  }

  const expectNotReady = async () => {
    for (const client of clients) expect((await client.get('/readyz')).status).toBe(503)
    for (const client of clients) expect((await client.get('/livez')).status).toBe(200)
  }

  test('while PostgreSQL restarts: 503, not ready, then recovery without loss (F 4)', async () => {
    await underLoad(async () => {
      await server.stop()
      await expectNotReady()
      await sleep(500)
      await server.start()
    })
  })

  test.skipIf(process.platform !== 'linux')('if PostgreSQL hangs: 503 within 5 s, then recovery (F 4)', async () => {
    await underLoad(async () => {
      const goOn = hang(server)
      try {
        await expectNotReady()
        // More requests at once than connections, on every path that needs the database.
        const paths = ['/readyz', '/.well-known/jwks.json', '/readyz', '/.well-known/jwks.json', '/readyz']
        const asked = clients.flatMap((client) => [...paths, ...paths].map((path) => client.get(path)))
        for (const answer of await Promise.all(asked)) expect(answer.status).toBe(503)
      } finally {
        goOn()
      }
    })
  })
})
