import { Refusal } from '../errors.ts'

/** The storage code of what a server in recovery said, which is never believed. */
export const STANDBY = 'STANDBY'

/**
 * The storage is at fault, not the statement: locked, full, read-only, corrupt, away.
 *
 * It is a `Refusal` of code `unavailable`, so what a store throws for its storage is already the answer
 * (503). Only the drivers make one, and they pass on no other error for such a fault.
 */
export class StorageError extends Refusal {
  /**
   * What the driver says: `SQLITE_FULL`, an SQLSTATE such as `57P01`, `ECONNREFUSED`, or one of this file's:
   * `CLOSED`, `STANDBY`.
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
