import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * In the row of the user, so that one statement sets the password and spends the secret: PostgreSQL reads only the row it waited for again, and two
 * who use one secret at once would both still see it in a table of its own.
 */
export const oneTimeSecrets = (kind: DatabaseKind): Migration => ({
  async up(db) {
    const integer = kind === 'sqlite' ? 'integer' : 'bigint'
    for (const column of ['one_time_secret_hmac text', `one_time_secret_expires_at_ms ${integer}`])
      await sql.raw(`alter table users add column ${column}`).execute(db)
  },
})
