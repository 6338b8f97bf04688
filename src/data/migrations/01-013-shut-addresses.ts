import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The address that a bucket counts, only while it is shut and for a day at most. Both indexes are small: most
 * rows are in neither.
 */
const STATEMENTS = [
  'alter table throttle add column address text',
  'create index throttle_address on throttle (key) where address is not null',
  'create index throttle_opens_at_ms on throttle (opens_at_ms) where opens_at_ms > 0',
]

export const shutAddresses = (): Migration => ({
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
})
