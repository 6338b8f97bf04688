import { PostgresAdapter, PostgresDialect, type PostgresPool } from 'kysely'

class OurPostgresAdapter extends PostgresAdapter {
  /**
   * `inMigration` holds the lock, for its transaction. Kysely's own is the session's, and behind a pooler it
   * would stay.
   */
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

class OurPostgresDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new OurPostgresAdapter()
  }
}

/** Kysely's own dialect over a pool of ours. */
export const postgresDialect = (pool: PostgresPool): PostgresDialect => new OurPostgresDialect({ pool })
