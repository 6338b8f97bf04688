import type { AuditEvent, EventType } from './event.ts'

/** Which entries are wanted: those that fit all that is there. */
export interface EventFilter {
  type?: EventType | undefined
  userId?: string | undefined
  clientId?: string | undefined
  /** Of this time or later. */
  sinceMs?: number | undefined
  /** Of before this time. */
  untilMs?: number | undefined
}

/** What belongs to a change is written by the store of that change, in its transaction; this is for what stands alone. */
export interface EventStore {
  record(events: readonly AuditEvent[]): Promise<void>
  /**
   * The newest first, by their times; of one time the one that was written last. Only those after the entry
   * `before` in this order.
   */
  list(page: EventFilter & { before?: { atMs: number; id: number } | undefined; limit: number }): Promise<(AuditEvent & { id: number })[]>
  /** Removes entries of before `beforeMs`, at most `limit`; how many. */
  sweep(beforeMs: number, limit: number): Promise<number>
}
