import { StorageError } from '../storage-error.ts'

/**
 * Result codes that are about the storage, never about the statement (https://sqlite.org/rescode.html), with
 * their extended forms.
 */
const STORAGE_CODE = /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|NOMEM|CANTOPEN|CORRUPT|NOTADB|PROTOCOL|PERM|AUTH|NOLFS)(_|$)/

/** @returns `error` as a `StorageError` if the storage is at fault; any other error as it is. */
export function fromSqlite(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error
  const { code } = error as NodeJS.ErrnoException
  if (typeof code === 'string' && STORAGE_CODE.test(code)) return new StorageError(code, error)
  // better-sqlite3 has no code for a handle that was closed.
  if (error instanceof TypeError && error.message === 'The database connection is not open') return new StorageError('CLOSED', error)
  return error
}

/** Another connection holds the lock; nothing was done, and trying again may help. */
export const isBusy = (error: unknown): boolean => error instanceof StorageError && error.storageCode.startsWith('SQLITE_BUSY')
