import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { fromSqlite, isBusy } from './errors.ts'

/** Gives the file back. A process that dies has given it back too. */
export type Release = () => void

const serveLockOf = (file: string): string => `${whereItIs(file)}.serve-lock`

/**
 * Holds `file` for one service. It is a lock of the operating system, on an empty file beside the database.
 * So commands are not held up, and a crash leaves nothing to tidy up.
 *
 * @returns undefined if another process holds it.
 */
export function lockForServing(file: string): Release | undefined {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    makeClosedToOthers(serveLockOf(file))
    const db = new Sqlite(serveLockOf(file), { timeout: LOOKED_AT_MS })
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

/** Whether a service runs on `file` now. It reads, and leaves nothing behind. */
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

/** A command that looks whether a service runs holds the lock for less. */
const LOOKED_AT_MS = 200

/** By whatever links it is named, a file has one lock. */
function whereItIs(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file))
}

/**
 * As all that lies beside it; SQLite would go by the umask. Where it cannot be made, SQLite says so in its
 * own terms.
 */
function makeClosedToOthers(lock: string): void {
  try {
    closeSync(openSync(lock, 'a', 0o600))
  } catch {}
}
