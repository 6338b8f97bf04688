import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { System } from '../../system.ts'
import { StorageError } from '../storage-error.ts'

/**
 * SQLSTATEs that are about the server or the moment, never about the statement (PostgreSQL appendix A):
 *
 * - 08: connections; 25006: read-only; 25P03: a transaction left idle
 * - 40001, 40P01: no serial order, or a deadlock; 55P03: a lock that is not available
 * - 53: resources, a full disk; 57014, 57P: cancelled, shutting down or failing over
 * - 58: the system below; XX001, XX002: damaged pages
 */
const STORAGE_STATE = /^(08...|25006|25P03|40001|40P01|53...|55P03|57014|57P..|58...|XX00[12])$/

/** Messages of the driver for which it has no code. */
const STORAGE_MESSAGE =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/

const READ_ONLY = '25006'

/** The sentences for a database that was reached, and still did not do its work. */
const SENTENCES: Record<string, string> = {
  [READ_ONLY]: 'The database takes no changes at the moment.',
  '40001': 'Too much is being changed at the same time.',
  '40P01': 'Too much is being changed at the same time.',
  '55P03': 'Too much is being changed at the same time.',
}

/** A migration changed what the prepared statement returns, so its name fails for good (0A000). */
export const isChangedStatement = (error: unknown): boolean => codeOf(error) === '0A000'

/**
 * The server lacks a name that this connection prepared (26000), or has one that it did not (42P05). So
 * somebody else shares the server's session: a pooler in transaction mode.
 */
export const isSharedSession = (error: unknown): boolean => codeOf(error) === '26000' || codeOf(error) === '42P05'

/** The statement can be sent again without its name: the server refused it before it ran anything. */
export const isStaleStatement = (error: unknown): boolean => isChangedStatement(error) || isSharedSession(error)

/** Others changed the same rows at the same time. Nothing was written, and another try may succeed. */
export const isContention = (error: unknown): boolean => codeOf(error) === '40001' || codeOf(error) === '40P01'

/** A write was refused: on a standby, or on a primary that is read-only. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === READ_ONLY

/**
 * A standby that is behind may lack a table or a column of a recent migration (42P01, 42703). On a primary
 * that is a defect.
 */
const isMissingSchema = (error: unknown): boolean => codeOf(error) === '42P01' || codeOf(error) === '42703'

/** What a standby may answer to a statement that its primary would run. */
export const mayBeOfStandby = (error: unknown): boolean => isReadOnly(error) || isMissingSchema(error)

/** @returns `error` as a `StorageError` if the storage is at fault; any other error as it is. */
export function fromPostgres(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error
  const code = codeOf(error)
  if (code !== undefined && STORAGE_STATE.test(code)) return new StorageError(code, error, SENTENCES[code])
  // Errors of the operating system: ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT, ENOTFOUND, …
  if ((error as NodeJS.ErrnoException).syscall !== undefined) return new StorageError(code ?? 'CONNECTION', error)
  return STORAGE_MESSAGE.test(error.message) ? new StorageError('CONNECTION', error) : error
}

/** The server was asked for TLS, and has none. The driver has no code for it. */
const WITHOUT_TLS = 'WITHOUT_TLS'
const isWithoutTls = (error: unknown): boolean => error instanceof Error && /does not support SSL/.test(error.message)

/**
 * Returns any failure to connect as a `StorageError`. Only a server, or a pooler, gives an error a severity.
 */
export function fromConnecting(error: unknown): StorageError {
  if (error instanceof StorageError) return error
  const wasReached = severityOf(error) !== undefined
  return new StorageError(
    codeOf(error) ?? (isWithoutTls(error) ? WITHOUT_TLS : 'CONNECTION'),
    error,
    wasReached ? 'The database refused the connection.' : undefined,
  )
}

/** The connection is of no more use: the server ended it, or did not answer in time. */
export function isSpent(error: unknown): boolean {
  const severity = severityOf(error)
  return severity === 'FATAL' || severity === 'PANIC' || isSilence(error)
}

/** The server did not answer in time: it may be gone. */
export const isSilence = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout'

/** The code of a driver's error, also if it is a `StorageError` already. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof StorageError) return error.storageCode
  if (!(error instanceof Error)) return undefined
  const { code } = error as NodeJS.ErrnoException
  return typeof code === 'string' ? code : undefined
}

/** The severity that the server gave; undefined for an error that no server sent. */
const severityOf = (error: unknown): string | undefined => (error instanceof Error ? (error as pg.DatabaseError).severity : undefined)

const MAX_RETRIES = 5
/** The longest first wait; each further one may be twice as long. All of them together take 0.3 s at most. */
const FIRST_WAIT_MS = 10

/**
 * Runs `work`, and repeats it after a collision, or if a prepared statement was stale. `work` is one
 * statement or one whole transaction, so nothing of the failed try is left.
 *
 * @param again What to run instead from the second try on.
 */
export async function withRetries<T>(system: System, work: () => Promise<T>, again: () => Promise<T> = work): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await (retry === 0 ? work() : again())
    } catch (error) {
      if (retry === MAX_RETRIES || !(isContention(error) || isStaleStatement(error))) throw error
      await sleep(waitMs(retry, system))
    }
  }
}

/** A random part of the longest wait, so that two that collided do not collide again. */
const waitMs = (retry: number, system: System): number => (FIRST_WAIT_MS * 2 ** retry * (1 + system.randomBytes(1)[0]!)) / 256
