/**
 * Records which rows a service writes, as the database itself sees it: by triggers, from a separate
 * connection.
 *
 * @module
 */

import { sql } from 'kysely'
import type { Database } from '../../src/data/database.ts'

/** The number of written rows by table and operation, such as `{ 'sessions UPDATE': 1 }`. */
export type WrittenRows = Record<string, number>

export interface RowWatch {
  /** Returns what was written since the last call. */
  take(): Promise<WrittenRows>
}

const OPERATIONS = ['INSERT', 'UPDATE', 'DELETE']
const OF_THE_MIGRATOR = /^kysely_/

/** From now on, records every row written by any connection. */
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
