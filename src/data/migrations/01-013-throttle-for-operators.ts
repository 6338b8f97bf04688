import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * A bucket keeps the address that it counts, only while it is shut and for a day at most. Both indexes are
 * small: most rows are in neither.
 */
const BUCKETS = [
  'alter table throttle add column address text',
  'create index throttle_address on throttle (key) where address is not null',
  'create index throttle_opens_at_ms on throttle (opens_at_ms) where opens_at_ms > 0',
]

/** The limits of the throttle. Null stands for the default. */
const LIMITS = ['throttle_failures', 'throttle_address_failures', 'throttle_first_delay_ms']

export const throttleForOperators = (kind: DatabaseKind): Migration => ({
  async up(db) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    const limits = LIMITS.map((column) => `alter table service_state add column ${column} ${integer}`)
    for (const statement of [...BUCKETS, ...limits]) await sql.raw(statement).execute(db)
  },
})
