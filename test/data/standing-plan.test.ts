// The read of every request, and the UPDATE of a refresh. Neither database may plan them again each time.
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import type { Database } from '../../src/data/database.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { planKept } from '../../src/data/statement.ts'
import { atEndOfFile, postgres, sqlite } from '../support/databases.ts'
import { aSession, successor } from './rows.ts'

const ROUNDS = 60
const RUNS_A_ROUND = 40
/** The measured ratio is about 8. */
const LEAST_RATIO = 3

let database: Database
beforeAll(async () => {
  database = await (await sqlite.fresh()).open()
})

/** Returns a timer that runs the join and returns the ms per run. */
function timer(id: ReturnType<typeof planKept>): () => number {
  const join = sql`select state.keys_version, session.*, person.username, client.scope from service_state as state
    left join sessions as session on session.id = ${id} left join users as person on person.id = session.user_id
    left join clients as client on client.id = session.client_id and client.disabled_at_ms is null where state.id = 1`
  const text = join.compile(database.kysely).sql
  let run = 0
  return () => {
    const start = performance.now()
    for (const end = run + RUNS_A_ROUND; run < end; run += 1) database.direct!.readNow({ sql: text, parameters: [`session ${run}`] })
    return (performance.now() - start) / RUNS_A_ROUND
  }
}

// The driver has no `sqlite3_stmt_status` to count plans, so the test measures time. Rounds alternate and the
// quickest counts, because another process can only slow a round down.
test('a parameter that keeps the plan is at least three times faster', () => {
  const [kept, bare] = [timer(planKept('')), timer(sql<string>`${''}`)]
  const rounds = Array.from({ length: ROUNDS }, () => ({ kept: kept(), bare: bare() }))
  const quickest = (of: 'kept' | 'bare') => Math.min(...rounds.map((round) => round[of]))
  expect(quickest('bare') / quickest('kept')).toBeGreaterThan(LEAST_RATIO)
})

/** Opens a database whose statements all go through one connection. */
async function withOneConnection(): Promise<Database> {
  const config = { ...(await postgres!.fresh()).config, poolSize: 1 } as DatabaseConfig
  const opened = await openDatabase(config)
  atEndOfFile(opened.close)
  return opened
}

/** In a large table, a plan for a known number of elements looks cheaper than one for any number. */
const manySessions = sql`insert into sessions (id, user_id, client_id, scope, counter, user_epoch, service_epoch, created_at_ms, rotated_at_ms, idle_ends_at_ms, ends_at_ms)
  select 'many ' || i, 'usr_' || i, 'default', 'data:read', 0, 0, 0, 0, 0, 0, 0 from generate_series(1, 20000) as i`

test.skipIf(postgres === null)('PostgreSQL keeps the plans of statements with lists', async () => {
  const opened = await withOneConnection()
  const { kysely } = opened
  await manySessions.execute(kysely)
  await sql`analyze sessions`.execute(kysely)
  const { findStanding, rotate } = createSessionStore(opened)
  for (let round = 0; round < 20; round += 1) {
    const several = Array.from({ length: 1 + (round % 4) }, () => aSession('usr_nobody'))
    await Promise.all(several.map(({ id }) => findStanding(id)))
    await Promise.all(several.map((session) => rotate(successor(session))))
  }
  const plans = sql<{
    custom: number
  }>`select custom_plans as custom from pg_prepared_statements where statement like '%(select $1::text[])%'`
  // PostgreSQL plans each of the first five runs by itself, to compare.
  expect((await plans.execute(kysely)).rows).toEqual([{ custom: 5 }, { custom: 5 }])
})
