import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { fromSqlite, isBusy } from './errors.ts'

/** Releases the file. A process that dies releases it too. */
export type Release = () => void

const serveLockOf = (file: string): string => `${realPathOf(file)}.serve-lock`

/**
 * Reserves `file` for one service, by a lock of the operating system on an empty file beside it. So commands
 * are not held up, and a crash leaves nothing to tidy up.
 *
 * @returns undefined if another process holds it.
 */
export function lockForServing(file: string): Release | undefined {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    createPrivately(serveLockOf(file))
    const db = new Sqlite(serveLockOf(file), { timeout: CHECK_MS })
    try {
      db.exec('begin exclusive')
    } catch (error) {
      db.close()
      throw error
    }
    return () => void db.close()
  } catch (error) {
    const failure = fromSqlite(error)
    if (isBusy(failure)) return undefined
    throw failure
  }
}

/** Checks that a service runs on `file` now. It only reads, and leaves nothing behind. */
export function isServed(file: string): boolean {
  if (!existsSync(file) || !existsSync(serveLockOf(file))) return false
  const db = new Sqlite(serveLockOf(file), { readonly: true, timeout: 0 })
  try {
    db.prepare('select 1 from sqlite_schema').get()
    return false
  } catch (error) {
    return isBusy(fromSqlite(error))
  } finally {
    db.close()
  }
}

/** Commands that check whether a service runs hold the lock for less than this. */
const CHECK_MS = 200

/** A file has one lock, whichever link names it. */
function realPathOf(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file))
}

/**
 * Creates the lock file with mode 0600; SQLite would use the umask. If that fails, SQLite reports it in its
 * own terms.
 */
function createPrivately(lock: string): void {
  try {
    closeSync(openSync(lock, 'a', 0o600))
  } catch {}
}
