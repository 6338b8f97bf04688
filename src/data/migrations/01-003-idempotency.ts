import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Identifies a retry of the last refresh. It is nullable and in no index, so that a rotation stays one UPDATE
 * of one row (HOT).
 */
export const idempotency = (): Migration => ({
  async up(db) {
    await sql.raw('alter table sessions add column idempotency_hmac text').execute(db)
  },
})
