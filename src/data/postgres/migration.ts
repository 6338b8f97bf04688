import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema.ts'

/** How long a migration waits for another one. */
const LOCK_LIMIT_MS = 60_000

/** The key of Kysely's own lock, so that an old release and a new one exclude each other. */
const LOCK_ID = '3853314791062309107'

/**
 * Runs `work` in one transaction, alone among all processes that migrate. Lock and limits end with the
 * transaction, so that a pooler passes none of them on.
 */
export const inMigration = <T>(kysely: Kysely<Tables>, work: (kysely: Kysely<Tables>) => Promise<T>): Promise<T> =>
  kysely
    .transaction()
    // Whatever the default is: it must see what another process migrated while this one waited.
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      // The role's own limits are meant for requests.
      const limits = { lock_timeout: LOCK_LIMIT_MS, statement_timeout: 0, idle_in_transaction_session_timeout: 0 }
      const set = Object.entries(limits).map(([name, ms]) => sql`set_config(${sql.lit(name)}, ${sql.lit(`${ms}`)}, true)`)
      await sql`select ${sql.join(set)}`.execute(transaction)
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCK_ID)}::bigint)`.execute(transaction)
      return work(transaction)
    })
