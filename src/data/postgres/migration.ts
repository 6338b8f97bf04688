import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

/** How long a migration waits for another's. */
const LOCK_LIMIT_MS = 60_000

/** The key of Kysely's own lock, so that an old release and a new one exclude each other. */
const LOCK_ID = '3853314791062309107'

/**
 * Does `work` in one transaction, alone among all processes that migrate. Lock and limits end with the
 * transaction, so a pooler hands nothing of them to anybody.
 *
 * It is `read committed`, whatever the default of the database is: what another process migrated while this
 * one waited must be seen.
 */
export const inMigration = <T>(kysely: Kysely<Tables>, work: (kysely: Kysely<Tables>) => Promise<T>): Promise<T> =>
  kysely
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      // The role's limits are those of a request.
      const limits = { lock_timeout: LOCK_LIMIT_MS, statement_timeout: 0, idle_in_transaction_session_timeout: 0 }
      const set = Object.entries(limits).map(([name, ms]) => sql`set_config(${sql.lit(name)}, ${sql.lit(`${ms}`)}, true)`)
      await sql`select ${sql.join(set)}`.execute(transaction)
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCK_ID)}::bigint)`.execute(transaction)
      return work(transaction)
    })
