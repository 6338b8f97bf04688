import type { Compilable, Kysely } from 'kysely'
import type { DatabaseConfig } from '../config.ts'
import type { System } from '../system.ts'
import type { Tables } from './schema.ts'
import type { SqliteOptions } from './sqlite/storage.ts'
import type { Result, Statement } from './statement.ts'
import type { StorageWatch } from './storage-watch.ts'

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
  /**
   * Before the service starts: what the operator ought to know of this database, each with its mend.
   *
   * @throws {SetUpError} if the service cannot work on it.
   */
  examine(): Promise<string[]>
  /**
   * Gives `work` what a migration needs: more time than a request has, and on PostgreSQL one transaction that
   * no other process migrates beside.
   */
  inMigration<T>(work: (kysely: Kysely<Tables>) => Promise<T>): Promise<T>
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
  /** For the pauses between tries on PostgreSQL; absent: the real one. */
  system?: System
}

/**
 * Opens the database, making an embedded one where there is none; of the two drivers only its own is loaded. Throws a `DatabaseFileError` for a file that is damaged,
 * is no database or cannot be made.
 */
export async function openDatabase(config: DatabaseConfig, options: OpenOptions = {}): Promise<Database> {
  if (config.kind === 'sqlite') return (await import('./sqlite/database.ts')).openSqlite(config.file, options)
  return (await import('./postgres/database.ts')).openPostgres(config, options)
}
