import type { Statement } from './statement.ts'
import { StorageError } from './storage-error.ts'

/** What a statement needs of the storage. If a disk is full or a server is read-only, reads still work. */
export type Use = 'read' | 'write'

/** Learns how calls to the storage end. Its methods must neither throw nor block. */
export interface StorageWatch {
  failed(error: StorageError, use: Use): void
  answered(use: Use, tookMs: number): void
  /** SQLite only: so many writes shared one commit. */
  committed(writes: number): void
  /** Learns of each statement that ended, with its text. Statements of one transaction may come together. */
  ran?: ((texts: readonly string[], tookMs: number, error?: unknown) => void) | undefined
  /** PostgreSQL only: from now on statements have no names, since a pooler shares the server's sessions. */
  namesLost(): void
}

/** For commands, which report the error themselves. */
export const unwatched: StorageWatch = { failed() {}, answered() {}, committed() {}, namesLost() {} }

/**
 * Reports to `watch` how `call` ends, and ends the same way. An error of the statement says nothing about the
 * storage, so only `ran` learns of it.
 */
export async function watched<T>(watch: StorageWatch, use: Use, statements: readonly Statement[], call: Promise<T>): Promise<T> {
  const beganMs = performance.now()
  try {
    const result = await call
    const tookMs = performance.now() - beganMs
    watch.answered(use, tookMs)
    watch.ran?.(textsOf(statements), tookMs)
    return result
  } catch (error) {
    watch.ran?.(textsOf(statements), performance.now() - beganMs, error)
    throw noted(watch, use, error)
  }
}

const textsOf = (statements: readonly Statement[]): string[] => statements.map(({ sql }) => sql)

/** Reports the end of a synchronous read, if somebody wants to know of each. Otherwise it returns `read`. */
export function watchedRead<T>({ ran }: StorageWatch, read: (statement: Statement) => T): (statement: Statement) => T {
  if (ran === undefined) return read
  return (statement) => {
    const beganMs = performance.now()
    const result = read(statement)
    ran([statement.sql], performance.now() - beganMs)
    return result
  }
}

/** Reports `error` to `watch` if it is the storage's, and returns it. */
export function noted(watch: StorageWatch, use: Use, error: unknown): unknown {
  if (error instanceof StorageError) watch.failed(error, use)
  return error
}
