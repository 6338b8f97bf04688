/** What the parts of the SQLite driver know of one another. @module */

import type { Result, Statement, Write } from '../statement.ts'

/** The thread of the connection that writes. */
export type WriterPlace = 'main' | 'worker'

export interface SqliteOptions {
  /** `auto` measures the disk. */
  writer?: WriterPlace | 'auto'
  /** How long a write waits before it is refused. */
  busyLimitMs?: number
}

/** What became of one write of a group. The results end with the guard's if that did not hold. */
export type Outcome = { kind: 'written'; results: Result[] } | { kind: 'failed'; error: unknown }

/**
 * The one connection that writes; synchronous on the main thread, and behind messages on a thread of its own.
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

/** One file, read by one connection at once and written by another in groups. */
export interface SqliteStorage {
  readonly writerPlace: WriterPlace
  /** Settles after COMMIT; see `Write`. */
  write(write: Write): Promise<Result[]>
  begin(limitMs: number): Promise<Transaction>
  /** Whether the statement only reads. Throws for transaction control, which is for `begin`. */
  isRead(sql: string): boolean
  /** At once: all that was committed by then, never an open transaction or a write that still waits. */
  readNow(statement: Statement): Result
  /** The same; waits while another process locks the file. */
  read(statement: Statement): Promise<Result>
  /**
   * `PRAGMA data_version`, which moves whenever any process committed anything; about 2 µs. The answer is
   * never kept: an older one may hide a log-out that was already answered.
   */
  dataVersion(): number
  close(): Promise<void>
}
