import { StorageError } from './storage-error.ts'

/** What a statement needs of the storage. If a disk is full or a server is read-only, reads still work. */
export type Use = 'read' | 'write'

/** Learns how calls to the storage end. Its methods must neither throw nor block. */
export interface StorageWatch {
  failed(error: StorageError, use: Use): void
  answered(use: Use, tookMs: number): void
  /** SQLite only: so many writes shared one commit. */
  committed(writes: number): void
  /** PostgreSQL only: from now on statements have no names, since a pooler shares the server's sessions. */
  namesLost(): void
}

/** For commands, which report the error themselves. */
export const unwatched: StorageWatch = { failed() {}, answered() {}, committed() {}, namesLost() {} }

/**
 * Reports to `watch` how `call` ends, and ends the same way. An error of the statement says nothing about the
 * storage, so it is not reported.
 */
export async function watched<T>(watch: StorageWatch, use: Use, call: Promise<T>): Promise<T> {
  const beganMs = performance.now()
  try {
    const result = await call
    watch.answered(use, performance.now() - beganMs)
    return result
  } catch (error) {
    throw noted(watch, use, error)
  }
}

/** Reports `error` to `watch` if it is the storage's, and returns it. */
export function noted(watch: StorageWatch, use: Use, error: unknown): unknown {
  if (error instanceof StorageError) watch.failed(error, use)
  return error
}
