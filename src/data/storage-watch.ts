import { StorageError } from './storage-error.ts'

/** What a statement asks of the storage. If a disk is full or a server is read-only, reads go on. */
export type Use = 'read' | 'write'

/** Learns how the storage fares. Its methods may neither throw nor take any time. */
export interface StorageWatch {
  failed(error: StorageError, use: Use): void
  answered(use: Use): void
  /**
   * PostgreSQL only: statements go without names from now on, since a pooler shares the server's sessions.
   */
  namesLost(): void
}

/** For commands: they fail with the error itself. */
export const unwatched: StorageWatch = { failed() {}, answered() {}, namesLost() {} }

/**
 * Reports to `watch` how `asked` ends, and ends the same way. A faulty statement says nothing about the
 * storage.
 */
export async function watched<T>(watch: StorageWatch, use: Use, asked: Promise<T>): Promise<T> {
  try {
    const result = await asked
    watch.answered(use)
    return result
  } catch (error) {
    throw noted(watch, use, error)
  }
}

/** `error` itself. */
export function noted(watch: StorageWatch, use: Use, error: unknown): unknown {
  if (error instanceof StorageError) watch.failed(error, use)
  return error
}
