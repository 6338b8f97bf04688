import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * What a client's assertions may be. Null is the default, so a client that another release creates behaves as
 * before.
 */
const statements = (kind: DatabaseKind): string[] => [
  'alter table clients add column assertion_audience text',
  `alter table clients add column assertion_max_seconds ${kind === 'postgres' ? 'bigint' : 'integer'}`,
]

export const clientAssertions = (kind: DatabaseKind): Migration => ({
  async up(db) {
    for (const statement of statements(kind)) await sql.raw(statement).execute(db)
  },
})
