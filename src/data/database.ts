import { type Compilable, Kysely } from 'kysely'
import type { DatabaseConfig } from '../config.ts'
import { MIGRATION_LOCK_LIMIT_MS, postgresDialect } from './postgres/dialect.ts'
import { openPool, type PoolLimits } from './postgres/pool.ts'
import { writeTogether } from './postgres/together.ts'
import type { Tables } from './schema.ts'
import { sqliteDialect } from './sqlite/dialect.ts'
import { openSqliteStorage, type SqliteOptions } from './sqlite/storage.ts'
import { watchedStorage } from './sqlite/watched-storage.ts'
import { held, type Result, type Statement, type Write } from './statement.ts'
import { type StorageWatch, unwatched } from './storage-watch.ts'

export type DatabaseKind = DatabaseConfig['kind']

/** A database that is open. Whatever fails for its storage is a `StorageError`, hence a `Refusal` of code `unavailable`. */
export interface Database {
  readonly kind: DatabaseKind
  /** For single statements; its `transaction()` is for migrations. */
  readonly kysely: Kysely<Tables>
  /**
   * All of the statements in one transaction, or none. The guard comes first; where it changes or returns no row, the rest is not run, nothing was
   * written, and the answer is undefined. Otherwise the results, the guard's first.
   */
  together(guard: Compilable, rest: readonly Compilable[]): Promise<Result[] | undefined>
  /** SQLite only. */
  readonly direct?: DirectReads
  /** Kysely over a connection that may wait longer than a request may. */
  withMigrationConnection<T>(work: (kysely: Kysely<Tables>) => Promise<T>): Promise<T>
  /** What waits is still written; whatever comes later fails. */
  close(): Promise<void>
}

/** Reads that need no waiting. */
export interface DirectReads {
  /** Moves whenever anything was committed, by whatever process; about 2 µs. */
  dataVersion(): number
  readNow(statement: Statement): Result
  /** Where the writer sits. */
  readonly writerPlace: 'main' | 'worker'
}

export interface OpenOptions {
  sqlite?: SqliteOptions
  watch?: StorageWatch
}

/** Opens the database, making an embedded one where there is none. Throws a `DatabaseFileError` for a file that is damaged, is no database or cannot be made. */
export const openDatabase = (config: DatabaseConfig, options: OpenOptions = {}): Promise<Database> =>
  config.kind === 'sqlite' ? openSqlite(config.file, options) : Promise.resolve(openPostgres(config, options.watch))

const asWrite = (guard: Compilable, rest: readonly Compilable[]): Write => [statementOf(guard), ...rest.map(statementOf)]

function statementOf(query: Compilable): Statement {
  const { sql, parameters } = query.compile()
  return { sql, parameters }
}

async function openSqlite(file: string, { sqlite, watch = unwatched }: OpenOptions): Promise<Database> {
  const storage = watchedStorage(await openSqliteStorage(file, sqlite), watch)
  const kysely = new Kysely<Tables>({ dialect: sqliteDialect(storage) })
  return {
    kind: 'sqlite',
    kysely,
    direct: storage,
    async together(guard, rest) {
      const results = await storage.write(asWrite(guard, rest))
      return held(results[0]!) ? results : undefined
    },
    withMigrationConnection: (work) => work(kysely),
    close: storage.close,
  }
}

/** A request waits no longer than its answer may take; the server is told a little less, so that it is the one to speak. */
const REQUEST_LIMITS: PoolLimits = { statementMs: 2200, lockMs: 2000, answerMs: 2500 }
const MIGRATION_LIMITS: PoolLimits = { lockMs: MIGRATION_LOCK_LIMIT_MS }

function openPostgres(config: Extract<DatabaseConfig, { kind: 'postgres' }>, watch?: StorageWatch): Database {
  const pool = openPool({ ...config, limits: REQUEST_LIMITS, watch })
  const kysely = new Kysely<Tables>({ dialect: postgresDialect(pool) })
  return {
    kind: 'postgres',
    kysely,
    together: (guard, rest) => writeTogether(kysely as unknown as Kysely<never>, asWrite(guard, rest)),
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
