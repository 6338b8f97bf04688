import Sqlite from 'better-sqlite3'
import type { Result, Statement } from '../statement.ts'
import { fromSqlite } from './errors.ts'

/** `IN (?, ?, …)` makes ever new texts, so the number of statements is bounded. The oldest goes first. */
const MAX_STATEMENTS = 500

/**
 * One connection with its prepared statements. Preparing at every call would cost more than the reads
 * themselves.
 */
export interface Handle {
  readonly db: Sqlite.Database
  prepare(sql: string): Sqlite.Statement
  /**
   * @throws {StorageError} if the storage fails.
   * @throws the driver's error if the statement is at fault.
   */
  run(statement: Statement): Result
}

const SAFE_SETTINGS = ['journal_mode', 'synchronous', 'foreign_keys', 'temp_store']

/**
 * Sets them at every open: this driver opens an existing WAL file with `synchronous = NORMAL`. That loses
 * commits in a power cut.
 */
function applySafeSettings(db: Sqlite.Database, readonly: boolean): void {
  if (!readonly) db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  // A statement may need a temporary file (https://sqlite.org/tempfiles.html). On a read-only root it would
  // find no folder.
  db.pragma('temp_store = MEMORY')
  const actual = SAFE_SETTINGS.map((name) => db.pragma(name, { simple: true }))
  if (actual.join() !== 'wal,2,1,2') throw new Error(`SQLite did not take ${SAFE_SETTINGS} = wal,2,1,2 but ${actual}`)
}

/**
 * @param options.timeoutMs How long SQLite itself may wait for a lock; it blocks the event loop meanwhile.
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
