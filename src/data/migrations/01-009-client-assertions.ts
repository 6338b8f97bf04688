import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * What the assertions of a client may be. Null is the default, so that a client that another release makes
 * is as it always was.
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
