import { StorageError } from './storage-error.ts'

/** What a statement asks of the storage: where a disk is full or a server can only be read, reads go on. */
export type Use = 'read' | 'write'

/** Is told of how the storage fares; neither may throw, or take any time. */
export interface StorageWatch {
  failed(error: StorageError, use: Use): void
  answered(use: Use): void
  /**
   * PostgreSQL only: statements go without names from now on, since a pooler shares the server's sessions.
   */
  namesLost(): void
}

/** For commands, which fail with what they are told. */
export const unwatched: StorageWatch = { failed() {}, answered() {}, namesLost() {} }

/** Tells `watch` how `asked` ends, and ends so itself. What fails for its statement says nothing of the storage. */
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
