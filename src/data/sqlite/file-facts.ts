import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { fromSqlite } from './errors.ts'

/** What a database file says about itself. */
export interface FileFacts {
  journalMode: string
  walBytes: number
  /** The first sentence of SQLite about damage; undefined if it found none. */
  damage: string | undefined
  /** The tables that there was no time to check. */
  uncheckedTables: string[]
}

const BUSY_LIMIT_MS = 5000

/**
 * Reads the file, and writes nothing to it. The check ends after the table in which its time is over.
 *
 * @throws {StorageError} if the file cannot be read, or is not a database.
 */
export function readFileFacts(file: string, checkLimitMs: number): FileFacts {
  const walBytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  try {
    // As at a start: the last writer to close would move a crash's log into the file.
    const db = new Sqlite(file, { fileMustExist: true, timeout: BUSY_LIMIT_MS, readonly: walBytes > 0 })
    try {
      return { journalMode: String(db.pragma('journal_mode', { simple: true })), walBytes, ...check(db, checkLimitMs) }
    } finally {
      db.close()
    }
  } catch (error) {
    throw fromSqlite(error)
  }
}

function check(db: Sqlite.Database, limitMs: number): Pick<FileFacts, 'damage' | 'uncheckedTables'> {
  const tables = db.prepare("select name from sqlite_schema where type = 'table' order by name").pluck().all() as string[]
  const endMs = performance.now() + limitMs
  for (const [i, table] of tables.entries()) {
    if (performance.now() > endMs) return { damage: undefined, uncheckedTables: tables.slice(i) }
    const result = String(db.pragma(`quick_check("${table.replaceAll('"', '""')}")`, { simple: true }))
    if (result !== 'ok') return { damage: result, uncheckedTables: [] }
  }
  return { damage: undefined, uncheckedTables: [] }
}
