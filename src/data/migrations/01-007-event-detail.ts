import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * `detail` is what an event changed, as JSON; null if there is nothing to add, and in older rows. The indexes
 * serve lists by type, user or client, which would otherwise search a large table for rare rows.
 */
const STATEMENTS = [
  'alter table events add column detail text',
  'create index events_type on events (type, id)',
  'create index events_user_id on events (user_id, id)',
  'create index events_client_id on events (client_id, id)',
  'create index sessions_client_id on sessions (client_id, id)',
]

export const eventDetail = (): Migration => ({
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
})
