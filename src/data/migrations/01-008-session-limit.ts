import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * Which sessions count among those that a user may have, and an index of them: the sweep then looks at no other, however many have ended. A rotation changes no column of
 * the index or of its condition (HOT). The default is for rows that the release before writes after a roll-back.
 */
const words = {
  // SQLite asks the condition again, and so the index has what it needs for that.
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
