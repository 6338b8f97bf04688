import { closeSync, existsSync, linkSync, mkdirSync, openSync, renameSync, statSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { systemWords } from '../../errors/system-words.ts'
import { SetUpError } from '../../errors.ts'
import { randomId, realSystem } from '../../system.ts'
import { syncFolder } from '../new-file.ts'
import { fromSqlite } from './errors.ts'

/** A larger file is not checked at every start; SQLite then reports damage when it meets it. */
const MAX_CHECKED_BYTES = 32 * 1024 * 1024

/** The file cannot be served; the sentence says what to do. */
export class DatabaseFileError extends SetUpError {
  override readonly name = 'DatabaseFileError'
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/**
 * Creates the file if it is missing (folder 0700, file 0600).
 *
 * @throws {DatabaseFileError} if the file is damaged or is not a database. It is left as it is, and never
 * replaced.
 */
export function openDatabaseFile(file: string): void {
  if (!existsSync(file)) {
    if (sizeOf(`${file}-wal`) > 0) throw refused(file, 'is missing, but its write-ahead log (-wal) is there')
    createDatabaseFile(file)
  }
  // A file gets its name only when it is whole, so an empty one has lost its content. SQLite would take it
  // for a new database.
  if (sizeOf(file) === 0) throw refused(file, 'is empty')
  try {
    checkDatabaseFile(file)
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw refused(file, 'is damaged, or is not a SQLite database', error)
    throw fromSqlite(error)
  }
}

function refused(file: string, what: string, cause?: unknown): DatabaseFileError {
  return new DatabaseFileError(`The database file ${file} ${what}. It is left as it was; put a backup in its place, or move it away.`, {
    cause,
  })
}

function checkDatabaseFile(file: string): void {
  // With a write-ahead log the file is opened read-only. The last writer to close would move a crash's log
  // into the file, even into a damaged one.
  const readonly = sizeOf(`${file}-wal`) > 0
  const db = new Sqlite(file, { fileMustExist: true, timeout: 0, readonly })
  try {
    db.prepare('select count(*) from sqlite_schema').get()
    if (sizeOf(file) > MAX_CHECKED_BYTES) return
    const result = db.pragma('quick_check(1)', { simple: true })
    if (result !== 'ok') throw Object.assign(new Error(String(result)), { code: 'SQLITE_CORRUPT' })
  } finally {
    db.close()
  }
}

/**
 * Creates the file under another name first, so that a crash leaves no half of a database. Of two processes
 * at once, one wins and both go on.
 */
function createDatabaseFile(file: string): void {
  const draft = `${file}.new-${randomId(realSystem)}`
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    closeSync(openSync(draft, 'wx', 0o600))
    const db = new Sqlite(draft)
    db.pragma('journal_mode = WAL') // Writes the first page.
    db.close()
    giveName(draft, file)
    syncFolder(dirname(file))
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw fromSqlite(error)
    throw new DatabaseFileError(
      `The database file ${file} cannot be made in ${dirname(file)} (${systemWords(code ?? 'unknown')}). Make that folder writable, or set DATABASE_URL to a file elsewhere.`,
      {
        cause: error,
      },
    )
  } finally {
    if (existsSync(draft)) unlinkSync(draft)
  }
}

/** A link never replaces a file that appeared meanwhile. Some file systems have no links. */
function giveName(draft: string, file: string): void {
  try {
    linkSync(draft, file)
  } catch {
    if (!existsSync(file)) renameSync(draft, file)
  }
}
