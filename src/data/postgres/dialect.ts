import { type Kysely, PostgresAdapter, PostgresDialect, type PostgresPool, sql } from 'kysely'

/** How long a migration waits for another's. */
export const MIGRATION_LOCK_LIMIT_MS = 60_000

/** The key of Kysely's own lock, so that an old release and a new one exclude each other. */
const LOCK_ID = '3853314791062309107'

class OurPostgresAdapter extends PostgresAdapter {
  /** Kysely's own waits an hour. */
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`select set_config('lock_timeout', '${MIGRATION_LOCK_LIMIT_MS}', false)`).execute(db)
    await sql.raw(`select pg_advisory_lock(${LOCK_ID})`).execute(db)
  }
}

class OurPostgresDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new OurPostgresAdapter()
  }
}

/** Kysely's own dialect over a pool of ours. */
export const postgresDialect = (pool: PostgresPool): PostgresDialect => new OurPostgresDialect({ pool })
