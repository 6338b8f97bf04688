// F 1: kill -9 under load, over HTTP, on real processes. `test/faults/soak.ts` runs the same for as long as one likes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgres, sqlite } from '../support/databases.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { type CrashFigures, crashPostgres, crashService } from './crash-rounds.ts'
import { killServing } from './serving.ts'

const ROUNDS = 3
const LIMIT_MS = 60_000

afterAll(killServing)

/** A run in which nothing happened would hold nothing. */
function expectMuch({ counts }: CrashFigures): void {
  expect(counts.refresh).toBeGreaterThan(20)
  expect(counts.login + counts.logout + counts.unknown).toBeGreaterThan(20)
  expect(counts.checked).toBeGreaterThan(60)
}

test('F 1: on SQLite, a service killed under load keeps what it acknowledged, and nothing spent or ended lives again', {
  timeout: LIMIT_MS,
}, async () => {
  expectMuch(await crashService((await sqlite.fresh({ empty: true })).config, ROUNDS))
})

describe.skipIf(postgres === null)('on PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = (await startPostgres())!
  })
  afterAll(() => server.remove())

  test('F 1: a service killed under load keeps what it acknowledged, and nothing spent or ended lives again', {
    timeout: LIMIT_MS,
  }, async () => {
    expectMuch(await crashService({ kind: 'postgres', url: server.url, poolSize: 10, namedStatements: true }, ROUNDS))
  })

  test('F 1, F 4: so does one whose PostgreSQL is killed: 503 meanwhile, and recovery by itself', { timeout: LIMIT_MS }, async () => {
    const figures = await crashPostgres(server, ROUNDS)
    expectMuch(figures)
    expect(figures.slowestMs[503]).toBeLessThan(5000)
  })
})
