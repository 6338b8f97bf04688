// How Mintmark works behind PgBouncer with the pooler's default settings (REQUIREMENTS F 12).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import { FAST, finished, killServing, run } from '../faults/serving.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { ask } from '../support/postgres-standby.ts'
import { type RunningService, startService } from '../support/service.ts'
import { prepareMixed, sendMixed } from './mixed-requests.ts'
import { type PgBouncer, type PoolMode, pgBouncerVersion, startPgBouncer } from './pgbouncer.ts'

/** The pool size of each service. */
const POOL_SIZE = 6

let server: PostgresServer
beforeAll(async () => {
  server = (await startPostgres())!
})
afterAll(async () => {
  killServing()
  await server?.remove()
})

test('the PgBouncer is the version that the pages name', () => expect(pgBouncerVersion()).toBe('PgBouncer 1.18.0'))

const NAMES_LOST = /A pooler in transaction mode stands before PostgreSQL.*Set MINTMARK_POSTGRES_NAMED_STATEMENTS=off/

describe.each<{ mode: PoolMode; names: 'on' | 'off'; connections: number; requests: number; told: number }>([
  // Fewer connections than the services have, so that they share them.
  { mode: 'transaction', names: 'off', connections: 5, requests: 10_000, told: 0 },
  { mode: 'transaction', names: 'on', connections: 5, requests: 10_000, told: 1 },
  // Here each connection of a service holds one connection of the server.
  { mode: 'session', names: 'off', connections: 2 * POOL_SIZE, requests: 1000, told: 0 },
  { mode: 'session', names: 'on', connections: 2 * POOL_SIZE, requests: 1000, told: 0 },
])('$mode mode, names $names', ({ mode, names, connections, requests, told }) => {
  let pooler: PgBouncer
  let services: RunningService[]
  let client: Record<string, string>
  const name = `${mode}_${names}`
  beforeAll(async () => {
    await ask(server, `create database ${name}`)
    pooler = await startPgBouncer(server, mode, connections)
    const config: DatabaseConfig = { kind: 'postgres', url: pooler.urlOf(name), poolSize: POOL_SIZE, namedStatements: names === 'on' }
    services = [await startService(config), await startService(config)]
    client = await prepareMixed(services[0]!)
  })
  afterAll(async () => {
    for (const service of services ?? []) await service.stop()
    await pooler?.stop()
  })

  test(`none of ${requests} mixed requests is answered 500 or 503 (F 12)`, async () => {
    const statuses = await sendMixed(services, client, requests)
    expect(Object.keys(statuses)).toEqual(['200', '204'])
    expect(statuses[200]! + statuses[204]!).toBe(requests)
  })

  test('each service reports lost names once, with the setting (F 12)', () => {
    for (const { logged } of services) expect(logged.filter((line) => NAMES_LOST.test(line))).toHaveLength(told)
  })
})

describe('statement mode', () => {
  let pooler: PgBouncer
  beforeAll(async () => {
    pooler = await startPgBouncer(server, 'statement', 5)
  })
  afterAll(() => pooler?.stop())

  test.each(['on', 'off'])('names %s: the start is refused by name (F 12)', async (names) => {
    const env = { ...FAST, DATABASE_URL: pooler.urlOf('postgres'), MINTMARK_POSTGRES_NAMED_STATEMENTS: names }
    const { code, output } = await finished(run(['serve'], env))
    expect([code, output]).toEqual([
      4,
      expect.stringMatching(/A pooler in statement mode .* Set its pool_mode to transaction or session\.$/m),
    ])
  })
})
