/**
 * The room that knows SQL. It knows the tables (`schema.ts`), the statements of each store, and how each
 * database runs them (`sqlite/`, `postgres/`). It knows domain types, but not their rules, HTTP or
 * cryptography. A rule that must hold inside a statement is repeated there in SQL, and names the original.
 *
 * To add to it:
 * 1. Add a column or a table by a migration in `migrations/`, listed last in `migrations.ts`. Migrations only
 *    add.
 * 2. Describe it in `schema.ts`: `columns<Domain>()({ property: 'column' })`, and list a new table in
 *    `Tables`.
 * 3. A store is a function of `Database` that fulfils the interface of its room (`clients/client-store.ts`).
 *    Write a change with its event by `writeWithEvents`, which is one transaction on both databases.
 * 4. Create the store in a part of `composition/`. Then list it in `test/support/stores.ts`, and each of its
 *    methods in `test/data/store-calls.ts`.
 * 5. Run `vitest run -u test/data/statements.test.ts`, and read what it changed in
 *    `test/data/statements/*.sql`.
 *
 * @module
 */

import type { Kysely } from 'kysely'
import type { DatabaseConfig } from '../config.ts'
import type { Tables } from './schema.ts'
import type { Result, Statement, Step } from './statement.ts'

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
   * Runs the statements in one transaction, the guard first. If the guard neither changes nor returns a row,
   * the rest is not run and nothing is written.
   *
   * @returns the results, the guard's first; undefined if the guard did not hold.
   */
  together(guard: Step, rest: readonly Step[]): Promise<Result[] | undefined>
  /** SQLite only. */
  readonly direct?: DirectReads
  /** PostgreSQL only: how many connections are open or free, and how many requests wait for one. */
  poolUse?(): { open: number; idle: number; waiting: number }
  /**
   * Returns what the operator should know about this database before the service starts, each with its
   * remedy.
   *
   * @throws {SetUpError} if the service cannot work on it.
   */
  examine(): Promise<string[]>
  /**
   * Runs `work` with more time than a request has. On PostgreSQL it is one transaction, and no other process
   * migrates meanwhile.
   */
  inMigration<T>(work: (kysely: Kysely<Tables>) => Promise<T>): Promise<T>
  /** Writes what still waits; any later call fails. */
  close(): Promise<void>
}

/** Synchronous reads. */
export interface DirectReads {
  /** Changes whenever any process commits anything. A call takes about 2 µs. */
  dataVersion(): number
  /**
   * Runs `work` at once; its synchronous reads share the data version that the first of them asks for. So
   * `work` may only answer requests that had arrived before the call.
   */
  shareVersion(work: () => void): void
  readNow(statement: Statement): Result
  /** The thread that the writer runs on. */
  readonly writerPlace: 'main' | 'worker'
}
