import { Kysely } from 'kysely'
import type { DatabaseConfig } from '../../config.ts'
import type { Database } from '../database.ts'
import type { Tables } from '../schema.ts'
import { writeOf } from '../statement.ts'
import type { StorageWatch } from '../storage-watch.ts'
import { MIGRATION_LOCK_LIMIT_MS, postgresDialect } from './dialect.ts'
import { openPool, type PoolLimits } from './pool.ts'
import { writeTogether } from './together.ts'

/** A request waits no longer than its answer may take; the server is told a little less, so that it is the one to speak. */
const REQUEST_LIMITS: PoolLimits = { statementMs: 2200, lockMs: 2000, answerMs: 2500 }
const MIGRATION_LIMITS: PoolLimits = { lockMs: MIGRATION_LOCK_LIMIT_MS }

export function openPostgres(config: Extract<DatabaseConfig, { kind: 'postgres' }>, watch?: StorageWatch): Database {
  const pool = openPool({ ...config, limits: REQUEST_LIMITS, watch })
  const kysely = new Kysely<Tables>({ dialect: postgresDialect(pool) })
  return {
    kind: 'postgres',
    kysely,
    together: (guard, rest) => writeTogether(kysely as unknown as Kysely<never>, writeOf(guard, rest)),
    async withMigrationConnection(work) {
      const own = openPool({ ...config, poolSize: 2, limits: MIGRATION_LIMITS })
      try {
        return await work(new Kysely<Tables>({ dialect: postgresDialect(own) }))
      } finally {
        await own.end()
      }
    },
    close: () => pool.end(),
  }
}
