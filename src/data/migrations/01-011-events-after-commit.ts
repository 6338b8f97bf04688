import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * `transaction_id` and `id` are the order of the commits; on SQLite `id` alone is. Older rows have 0, because
 * they were committed before any reader.
 */
const STATEMENTS = {
  sqlite: ['alter table events add column transaction_id integer not null default 0'],
  postgres: [
    // Two steps: with a default that changes, PostgreSQL would write the whole table again.
    'alter table events add column transaction_id bigint not null default 0',
    'alter table events alter column transaction_id set default pg_current_xact_id()::text::bigint',
    'create index events_transaction_id on events (transaction_id, id)',
  ],
}

export const eventsAfterCommit = (kind: DatabaseKind): Migration => ({
  async up(db) {
    for (const statement of STATEMENTS[kind]) await sql.raw(statement).execute(db)
  },
})
