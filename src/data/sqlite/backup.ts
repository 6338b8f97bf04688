import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { randomId, realSystem } from '../../system.ts'
import { syncFolder } from './database-file.ts'
import { fromSqlite } from './errors.ts'
import { openHandle } from './handle.ts'

/**
 * For the moment in which another process recovers or empties the WAL; the copy itself needs no lock that a
 * writer would miss.
 */
const BUSY_LIMIT_MS = 5000

/**
 * Copies the database as it is at one moment, also while a service writes to it: one file, which needs no
 * `-wal` beside it. Throws an error of code `EEXIST` where `to` is there already. It gets its name only when
 * it is whole and durable; until then that is kept by an empty file.
 */
export function backUpDatabaseFile(file: string, to: string): void {
  closeSync(openSync(to, 'wx', 0o600))
  const draft = `${to}.new-${randomId(realSystem)}`
  try {
    closeSync(openSync(draft, 'wx', 0o600)) // SQLite would make it for all to read.
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

/** `VACUUM INTO` does not do so by itself (https://sqlite.org/lang_vacuum.html). */
function sync(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
