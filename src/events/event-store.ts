import type { AuditEvent } from './event.ts'

/** What belongs to a change is written by the store of that change, in its transaction; this is for what stands alone. */
export interface EventStore {
  record(events: readonly AuditEvent[]): Promise<void>
  /** The newest first, older than the entry `before`. */
  list(page: { before?: number | undefined; limit: number }): Promise<(AuditEvent & { id: number })[]>
  /** Removes entries of before `beforeMs`, at most `limit`; how many. */
  sweep(beforeMs: number, limit: number): Promise<number>
}
