import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * `refreshable` marks the sessions that count towards a user's limit; its default serves the previous release
 * after a roll-back. With the index the sweep reads no other session, and a rotation changes neither its
 * columns nor its condition (HOT).
 */
const words = {
  // SQLite checks the condition again, so the index has the columns for that.
  sqlite: { integer: 'integer', columns: 'user_id, id, ended_at_ms, refreshable' },
  postgres: { integer: 'bigint', columns: 'user_id, id' },
}

const statements = ({ integer, columns }: (typeof words)[DatabaseKind]) => [
  `alter table sessions add column refreshable ${integer} not null default 1`,
  `update sessions set refreshable = 0 where client_id in (
    select id from clients where ' ' || grants || ' ' not like '% refresh\\_token %' escape '\\')`,
  `create index sessions_counted on sessions (${columns}) where ended_at_ms is null and refreshable = 1`,
]

export const sessionLimit = (kind: DatabaseKind): Migration => ({
  async up(db) {
    for (const statement of statements(words[kind])) await sql.raw(statement).execute(db)
  },
})
