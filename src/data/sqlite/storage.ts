/** The interfaces between the parts of the SQLite driver. @module */

import type { Result, Statement, Write } from '../statement.ts'

/** The thread of the connection that writes. */
export type WriterPlace = 'main' | 'worker'

export interface SqliteOptions {
  /** `auto` measures the disk. */
  writer?: WriterPlace | 'auto'
  /** How long a write waits before it is refused. */
  busyLimitMs?: number
  /**
   * Leaves the files of an existing database as they are, also the log of a crash. Writes are refused.
   */
  readonly?: boolean
}

/** The outcome of one write of a group. If the guard did not hold, `results` has only the guard's. */
export type Outcome = { kind: 'written'; results: Result[] } | { kind: 'failed'; error: unknown }

/**
 * The one connection that writes. It is synchronous on the main thread, and behind messages on a thread of
 * its own.
 */
export interface Writer {
  begin(): void | Promise<void>
  commit(): void | Promise<void>
  /** Does nothing outside a transaction. */
  rollback(): void | Promise<void>
  run(statement: Statement): Result | Promise<Result>
  /** All writes in one transaction, each with its own outcome. It throws only if none of them took effect. */
  group(writes: readonly Write[]): Outcome[] | Promise<Outcome[]>
  close(): void | Promise<void>
}

/** For migrations only. */
export interface Transaction {
  run(statement: Statement): Promise<Result>
  /** Ends it only if it succeeds. */
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** One database file: one connection reads at once, another writes in groups. */
export interface SqliteStorage {
  readonly writerPlace: WriterPlace
  /** Resolves after COMMIT; see `Write`. */
  write(write: Write): Promise<Result[]>
  begin(limitMs: number): Promise<Transaction>
  /**
   * Checks that the statement only reads.
   *
   * @throws for transaction control, which is for `begin`.
   */
  isRead(sql: string): boolean
  /** Reads at once what is committed by then, never an open transaction or a waiting write. */
  readNow(statement: Statement): Result
  /** Reads the same, but waits while another process locks the file. */
  read(statement: Statement): Promise<Result>
  /**
   * `PRAGMA data_version`, which changes whenever any process commits anything; about 2 µs. The answer is
   * never cached, because it might hide a log-out that was already answered; only `shareVersion` shares it.
   */
  dataVersion(): number
  close(): Promise<void>
}
