import { Kysely } from 'kysely'
import type { DatabaseConfig } from '../../config.ts'
import { realSystem } from '../../system.ts'
import type { Database, OpenOptions } from '../database.ts'
import type { Tables } from '../schema.ts'
import { writeOf } from '../statement.ts'
import { postgresDialect } from './dialect.ts'
import { inMigration } from './migration.ts'
import { openPool } from './pool.ts'
import { judgeSessionDefaults, readSessionDefaults } from './session.ts'
import { writeTogether } from './together.ts'

/** A request waits no longer than its answer may take. */
const ANSWER_LIMIT_MS = 2500

export function openPostgres(
  config: Extract<DatabaseConfig, { kind: 'postgres' }>,
  { watch, system = realSystem }: OpenOptions = {},
): Database {
  const pool = openPool({ ...config, answerMs: ANSWER_LIMIT_MS, watch, system })
  const kysely = new Kysely<Tables>({ dialect: postgresDialect(pool) })
  return {
    kind: 'postgres',
    kysely,
    together: (guard, rest) => writeTogether(kysely as unknown as Kysely<never>, writeOf(guard, rest), system),
    examine: async () => judgeSessionDefaults(await readSessionDefaults(kysely)),
    async inMigration(work) {
      // A transaction that is broken off by a stale name would have to be begun again, and its statements are
      // few.
      const own = openPool({ ...config, namedStatements: false, poolSize: 1, system })
      try {
        return await inMigration(new Kysely<Tables>({ dialect: postgresDialect(own) }), work)
      } finally {
        await own.end()
      }
    },
    close: () => pool.end(),
  }
}
