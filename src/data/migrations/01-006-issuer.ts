import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * Older releases did not mark what `dev` created. Its client shows it: nobody else would choose that name.
 */
const MARK_WHAT_DEV_MADE = `update service_state set dev_at_ms = (
    select max(created_at_ms) from (
      select created_at_ms from clients where id = 'demo-service'
      union all select created_at_ms from users where username_key = 'demo'
    ) as made
  ) where exists (select 1 from clients where id = 'demo-service')`

export const issuer = (kind: DatabaseKind): Migration => ({
  async up(db) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    for (const column of ['issuer text', `dev_at_ms ${integer}`])
      await sql.raw(`alter table service_state add column ${column}`).execute(db)
    await sql.raw(MARK_WHAT_DEV_MADE).execute(db)
  },
})
