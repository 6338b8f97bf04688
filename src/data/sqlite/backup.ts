import { makeNewFile } from '../new-file.ts'
import { fromSqlite } from './errors.ts'
import { openHandle } from './handle.ts'

/**
 * How long to wait while another process recovers or empties the WAL. The copy itself needs no lock that a
 * writer needs.
 */
const BUSY_LIMIT_MS = 5000

/**
 * Copies the database at one moment, even while a service writes, into one file without a `-wal`. The file is
 * new and private, and is made durable here, because `VACUUM INTO` does not sync by itself
 * (https://sqlite.org/lang_vacuum.html).
 *
 * @throws an error of code `EEXIST` if `to` exists.
 */
export const backUpDatabaseFile = (file: string, to: string): Promise<void> => makeNewFile(to, (draft) => copy(file, draft))

/** SQLite's backup API would copy page by page, and start again whenever another process writes. */
function copy(file: string, draft: string): void {
  try {
    const { db } = openHandle(file, { readonly: false, timeoutMs: BUSY_LIMIT_MS })
    try {
      db.prepare('vacuum into ?').run(draft)
    } finally {
      db.close()
    }
  } catch (error) {
    throw fromSqlite(error)
  }
}
