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

/**
 * The limits of the throttle, with the defaults. New columns of `service_state` would lock a table that each
 * refresh reads, and a refresh could meet a deadlock.
 */
const limits = (integer: string, table: string) => [
  `create table throttle_limits (
    id integer primary key check (id = 1),
    account_failures ${integer} not null,
    address_failures ${integer} not null,
    first_delay_ms ${integer} not null
  ) ${table}`,
  'insert into throttle_limits values (1, 10, 50, 30000)',
]

export const throttleForOperators = (kind: DatabaseKind): Migration => ({
  async up(db) {
    const ofLimits = kind === 'sqlite' ? limits('integer', 'strict, without rowid') : limits('bigint', '')
    for (const statement of [...BUCKETS, ...ofLimits]) await sql.raw(statement).execute(db)
  },
})
