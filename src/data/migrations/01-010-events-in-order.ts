import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * For lists of events by time, which is not the order of insertion. The indexes of 01-007 by `id` stay for
 * the previous release; the next one may drop them.
 */
const STATEMENTS = [
  'create index events_type_at_ms on events (type, at_ms)',
  'create index events_user_id_at_ms on events (user_id, at_ms)',
  'create index events_client_id_at_ms on events (client_id, at_ms)',
]

export const eventsInOrder = (): Migration => ({
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
})
