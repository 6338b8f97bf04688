import { Refusal } from '../errors.ts'

/** The storage code if only a server in recovery answered, whose answer is never used. */
export const STANDBY = 'STANDBY'

/**
 * The storage failed, not the statement: locked, full, read-only, corrupt or away. It is a `Refusal` of code
 * `unavailable` (503), and only the drivers throw it.
 */
export class StorageError extends Refusal {
  /**
   * What the driver says, such as `SQLITE_FULL`, the SQLSTATE `57P01` or `ECONNREFUSED`. Mintmark's own codes
   * are `CLOSED`, `CONNECTION` and `STANDBY`.
   */
  readonly storageCode: string

  constructor(storageCode: string, cause: unknown, sentence = 'The database cannot be reached.') {
    super('unavailable', sentence, { cause, retryAfterSeconds: 1 })
    this.name = 'StorageError'
    this.storageCode = storageCode
  }

  override get why(): string {
    return this.storageCode
  }
}
