import { Kysely, PostgresAdapter, PostgresDialect } from 'kysely'
import type { DatabaseConfig } from '../../config.ts'
import { realSystem, type System } from '../../system.ts'
import type { Database } from '../database.ts'
import type { Tables } from '../schema.ts'
import { writeOf } from '../statement.ts'
import type { StorageWatch } from '../storage-watch.ts'
import { inMigration } from './migration.ts'
import { openPool, type PoolOptions } from './pool.ts'
import { judgeSessionDefaults, readSessionDefaults } from './session.ts'
import { writeTogether } from './together.ts'

/** How long a request waits for the server's answer. */
const ANSWER_LIMIT_MS = 2500

export function openPostgres(
  config: Extract<DatabaseConfig, { kind: 'postgres' }>,
  { watch, system = realSystem }: { watch?: StorageWatch; system?: System } = {},
): Database {
  const { kysely, end, poolUse } = kyselyOver({ ...config, answerMs: ANSWER_LIMIT_MS, watch, system })
  return {
    kind: 'postgres',
    kysely,
    poolUse,
    together: (guard, rest) => writeTogether(kysely, writeOf(guard, rest), system),
    examine: async () => judgeSessionDefaults(await readSessionDefaults(kysely)),
    async inMigration(work) {
      // Without names, since a stale one would abort the whole migration, which has few statements.
      const own = kyselyOver({ ...config, namedStatements: false, poolSize: 1, system })
      try {
        return await inMigration(own.kysely, work)
      } finally {
        await own.end()
      }
    },
    close: end,
  }
}

/** Kysely over a pool of connections as `pool.ts` makes them. */
export function kyselyOver(options: PoolOptions): Pick<Required<Database>, 'kysely' | 'poolUse'> & { end(): Promise<void> } {
  const pool = openPool(options)
  return { kysely: new Kysely<Tables>({ dialect: new OurPostgresDialect({ pool }) }), end: () => pool.end(), poolUse: pool.poolUse }
}

class OurPostgresDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new OurPostgresAdapter()
  }
}

class OurPostgresAdapter extends PostgresAdapter {
  /**
   * `inMigration` holds a lock for its transaction. Kysely's own is the session's, and would stay behind a
   * pooler.
   */
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}
