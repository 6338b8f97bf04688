import Sqlite from 'better-sqlite3'
import type { Result, Statement } from '../statement.ts'
import { fromSqlite } from './errors.ts'

/** `IN (?, ?, …)` makes ever new texts, so the statements kept are bounded; the oldest goes first. */
const MAX_STATEMENTS = 500

/**
 * One connection with its prepared statements; `prepare` on every call would cost more than the reads
 * themselves.
 */
export interface Handle {
  readonly db: Sqlite.Database
  prepare(sql: string): Sqlite.Statement
  /** Throws a `StorageError`, or the driver's error where the statement is at fault. */
  run(statement: Statement): Result
}

const SAFE_SETTINGS = ['journal_mode', 'synchronous', 'foreign_keys', 'temp_store']

/**
 * Set at every open: this driver opens an existing WAL file with `synchronous = NORMAL`, which loses commits
 * with the power.
 */
function applySafeSettings(db: Sqlite.Database, readonly: boolean): void {
  if (!readonly) db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  // A statement may need a temporary file (https://sqlite.org/tempfiles.html). With a read-only root it would
  // find no folder.
  db.pragma('temp_store = MEMORY')
  const actual = SAFE_SETTINGS.map((name) => db.pragma(name, { simple: true }))
  if (actual.join() !== 'wal,2,1,2') throw new Error(`SQLite did not take ${SAFE_SETTINGS} = wal,2,1,2 but ${actual}`)
}

/**
 * @param options.timeoutMs How long SQLite itself may wait for a lock; the event loop stands still meanwhile.
 */
export function openHandle(file: string, options: { readonly: boolean; timeoutMs: number }): Handle {
  const db = new Sqlite(file, { readonly: options.readonly, fileMustExist: true, timeout: options.timeoutMs })
  try {
    applySafeSettings(db, options.readonly)
  } catch (error) {
    db.close()
    throw error
  }
  const statements = new Map<string, Sqlite.Statement>()

  function prepare(sql: string): Sqlite.Statement {
    const known = statements.get(sql)
    if (known !== undefined) return known
    if (statements.size >= MAX_STATEMENTS) statements.delete(statements.keys().next().value!)
    const statement = db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  function run({ sql, parameters }: Statement): Result {
    try {
      const statement = prepare(sql)
      if (statement.reader) return { rows: statement.all(parameters) }
      return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) }
    } catch (error) {
      throw fromSqlite(error)
    }
  }

  return { db, prepare, run }
}
