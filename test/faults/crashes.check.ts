// `kill -9` under load, over HTTP, on real processes (REQUIREMENTS F 1). `test/faults/soak.ts` runs the same
// for any length of time.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgres, sqlite } from '../support/databases.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { type CrashFigures, crashPostgres, crashService } from './crash-rounds.ts'
import { killServing } from './serving.ts'

const ROUNDS = 3
const LIMIT_MS = 60_000

afterAll(killServing)

/** Checks that enough happened; a run without activity proves nothing. */
function expectMuch({ counts }: CrashFigures): void {
  expect(counts.refresh).toBeGreaterThan(20)
  expect(counts.login + counts.logout + counts.unknown).toBeGreaterThan(20)
  expect(counts.checked).toBeGreaterThan(60)
}

test('on SQLite, a killed service keeps what it acknowledged (F 1)', {
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

  test('a killed service keeps what it acknowledged (F 1)', {
    timeout: LIMIT_MS,
  }, async () => {
    expectMuch(await crashService({ kind: 'postgres', url: server.url, poolSize: 10, namedStatements: true }, ROUNDS))
  })

  test('a killed PostgreSQL means 503, then recovery without loss (F 1, F 4)', { timeout: LIMIT_MS }, async () => {
    const figures = await crashPostgres(server, ROUNDS)
    expectMuch(figures)
    expect(figures.slowestMs[503]).toBeLessThan(5000)
  })
})
