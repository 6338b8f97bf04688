import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { randomId, realSystem } from '../../system.ts'
import { syncFolder } from './database-file.ts'
import { fromSqlite } from './errors.ts'
import { openHandle } from './handle.ts'

/**
 * How long to wait while another process recovers or empties the WAL. The copy itself needs no lock that a
 * writer needs.
 */
const BUSY_LIMIT_MS = 5000

/**
 * Copies the database at one moment, even while a service writes, into one file without a `-wal`. Until the
 * copy is whole and durable, `to` is an empty file.
 *
 * @throws an error of code `EEXIST` if `to` exists.
 */
export function backUpDatabaseFile(file: string, to: string): void {
  closeSync(openSync(to, 'wx', 0o600))
  const draft = `${to}.new-${randomId(realSystem)}`
  try {
    closeSync(openSync(draft, 'wx', 0o600)) // SQLite would let everybody read it.
    copy(file, draft)
    sync(draft)
    renameSync(draft, to)
    syncFolder(dirname(to))
  } catch (error) {
    rmSync(draft, { force: true })
    rmSync(to, { force: true })
    throw fromSqlite(error)
  }
}

/** SQLite's backup API would copy page by page, and start again whenever another process writes. */
function copy(file: string, draft: string): void {
  const { db } = openHandle(file, { readonly: false, timeoutMs: BUSY_LIMIT_MS })
  try {
    db.prepare('vacuum into ?').run(draft)
  } finally {
    db.close()
  }
}

/** `VACUUM INTO` does not sync by itself (https://sqlite.org/lang_vacuum.html). */
function sync(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
