/**
 * Which rows a service writes, as the database itself saw it: triggers, by a connection of the test's own.
 *
 * @module
 */

import { sql } from 'kysely'
import type { Database } from '../../src/data/database.ts'

/** How many rows were written of each table in each way: `{ 'sessions UPDATE': 1 }`. */
export type WrittenRows = Record<string, number>

export interface RowWatch {
  /** What was written since the last time. */
  take(): Promise<WrittenRows>
}

const OPERATIONS = ['INSERT', 'UPDATE', 'DELETE']
const OF_THE_MIGRATOR = /^kysely_/

/** From now on every row that is written by whatever connection is noted. */
export async function watchRows({ kysely, kind }: Database): Promise<RowWatch> {
  const run = (text: string) => sql.raw(text).execute(kysely)
  const tables = (await kysely.introspection.getTables()).map(({ name }) => name).filter((name) => !OF_THE_MIGRATOR.test(name))
  await run('create table watched_rows (what text not null)')
  if (kind === 'postgres') {
    await run(`create function watch_row() returns trigger language plpgsql as
      $$ begin insert into watched_rows values (tg_table_name || ' ' || tg_op); return null; end $$`)
  }
  for (const table of tables) {
    for (const operation of OPERATIONS) {
      const name = `watch_${table}_${operation.toLowerCase()}`
      const body =
        kind === 'postgres'
          ? 'for each row execute function watch_row()'
          : `for each row begin insert into watched_rows values ('${table} ${operation}'); end`
      await run(`create trigger ${name} after ${operation} on ${table} ${body}`)
    }
  }
  return {
    async take() {
      const { rows } = await sql<{ what: string; n: number }>`select what, count(*) as n from watched_rows group by what`.execute(kysely)
      await run('delete from watched_rows')
      return Object.fromEntries(rows.map(({ what, n }) => [what, Number(n)]))
    },
  }
}
