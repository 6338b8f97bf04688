import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * The secret is in the user's row, so that one statement sets the password and spends the secret. In its own
 * table, two uses at once would both see it: PostgreSQL reads only the awaited row again.
 */
export const oneTimeSecrets = (kind: DatabaseKind): Migration => ({
  async up(db) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    for (const column of ['one_time_secret_hmac text', `one_time_secret_expires_at_ms ${integer}`])
      await sql.raw(`alter table users add column ${column}`).execute(db)
  },
})
