import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What an event changed, as JSON; null where there is no more to say, and in what was written before. The indexes are for whoever asks for the events of one type, user or
 * client, or the sessions of one client, page by page: both tables can be large, and a rare one would be looked for through all of it.
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
