// The read of every request. SQLite must not plan its join again each time.
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { planKept } from '../../src/data/standing.ts'
import { sqlite } from '../support/databases.ts'

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
