import { StorageError } from '../storage-error.ts'

/**
 * SQLSTATEs that tell of the server or the moment, never of the statement (PostgreSQL appendix A): connections (08), read-only (25006), a
 * transaction left idle (25P03), no serial order or a deadlock (40001, 40P01), resources and a full disk (53), a lock not to be had (55P03), shutting
 * down, failing over or cancelled (57014, 57P), the system below (58), damaged pages (XX001, XX002).
 */
const STORAGE_STATE = /^(08...|25006|25P03|40001|40P01|53...|55P03|57014|57P..|58...|XX00[12])$/

/** The driver has no code for these. */
const STORAGE_MESSAGE =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/

/** The name of a prepared statement fails for good: a migration changed its result (0A000), or the server lost it (26000: a pooler, DISCARD ALL). */
export const isStaleStatement = (error: unknown): boolean => codeOf(error) === '0A000' || codeOf(error) === '26000'

/** In a transaction that has failed, each further statement fails so. */
export const isFailedTransaction = (error: unknown): boolean => codeOf(error) === '25P02'

/** `error` as a `StorageError` where the storage is at fault; any other as it is. */
export function fromPostgres(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error
  const code = codeOf(error)
  if (code !== undefined && STORAGE_STATE.test(code)) return new StorageError(code, error)
  // The operating system's: ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT, ENOTFOUND, …
  if ('syscall' in error) return new StorageError(code ?? 'CONNECTION', error)
  return STORAGE_MESSAGE.test(error.message) ? new StorageError('CONNECTION', error) : error
}

/** Whatever keeps a connection from being made, the database cannot be reached. */
export const fromConnecting = (error: unknown): StorageError =>
  error instanceof StorageError ? error : new StorageError(codeOf(error) ?? 'CONNECTION', error)

/** The connection is of no more use: the server has said its last word on it, or did not answer in time. */
export function isSpent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { severity } = error as { severity?: string }
  return severity === 'FATAL' || severity === 'PANIC' || error.message === 'Query read timeout'
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
