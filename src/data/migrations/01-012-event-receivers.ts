import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

const words = {
  sqlite: { id: 'text', integer: 'integer', keyed: 'strict, without rowid' },
  postgres: { id: 'text collate "C"', integer: 'bigint', keyed: '' },
}

/** How far each receiver of events is, and which process delivers to it. */
export const eventReceivers = (kind: DatabaseKind): Migration => ({
  async up(db) {
    const { id, integer, keyed } = words[kind]
    await sql
      .raw(
        `create table event_receivers (
          name ${id} primary key,
          target text not null,
          transaction_id ${integer} not null,
          event_id ${integer} not null,
          refused_since_ms ${integer},
          lease_holder text,
          lease_until_ms ${integer} not null
        ) ${keyed}`,
      )
      .execute(db)
  },
})
