import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * For lists of events by time. An event is written after its time was taken, so the order of insertion is
 * another one. The indexes of 01-007 by `id` stay for the release before; the next one may drop them.
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
