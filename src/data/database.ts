/**
 * The room that knows SQL. It knows the tables (`schema.ts`), the statements of each store, and how each
 * database runs them (`sqlite/`, `postgres/`). It knows domain types, and nothing of their rules, of HTTP or
 * of cryptography: a rule that must hold inside a statement is written there in SQL and names its rule.
 *
 * To add to it:
 * 1. A column or a table is a migration in `migrations/`, listed last in `migrations.ts`, which only adds.
 * 2. Describe it in `schema.ts`: `columns<Domain>()({ property: 'column' })`, and list a new table in
 *    `Tables`.
 * 3. A store is a function of `Database` that fulfils the interface of its room (`clients/client-store.ts`).
 *    Write a change with its event by `writeWithEvents`, which is one transaction on both databases.
 * 4. List the store in `stores.ts`, and each of its methods in `test/data/store-calls.ts`.
 * 5. Run `vitest run -u test/data/statements.test.ts`, and read what it changed in
 *    `test/data/statements/*.sql`.
 *
 * @module
 */

import type { Compilable, Kysely } from 'kysely'
import type { DatabaseConfig } from '../config.ts'
import type { Tables } from './schema.ts'
import type { Result, Statement } from './statement.ts'

export type DatabaseKind = DatabaseConfig['kind']

/**
 * An open database. If its storage fails, every call throws a `StorageError`, a `Refusal` of code
 * `unavailable`.
 */
export interface Database {
  readonly kind: DatabaseKind
  /** For single statements; its `transaction()` is for migrations. */
  readonly kysely: Kysely<Tables>
  /**
   * All of the statements in one transaction, or none. The guard comes first. If it neither changes nor
   * returns a row, the rest is not run and nothing was written.
   *
   * @returns the results, the guard's first; undefined if the guard did not hold.
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
  /** Writes what still waits; any later call fails. */
  close(): Promise<void>
}

/** Reads that need no waiting. */
export interface DirectReads {
  /** Moves whenever any process committed anything; about 2 µs. */
  dataVersion(): number
  readNow(statement: Statement): Result
  /** The thread that the writer runs on. */
  readonly writerPlace: 'main' | 'worker'
}
