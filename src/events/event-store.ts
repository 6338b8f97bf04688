import type { AuditEvent, EventType, RecordedEvent } from './event.ts'

/** Which entries are wanted: those that match every member that is present. */
export interface EventFilter {
  type?: EventType | undefined
  userId?: string | undefined
  clientId?: string | undefined
  /** At this time or later. */
  sinceMs?: number | undefined
  /** Before this time. */
  untilMs?: number | undefined
}

/**
 * Stores the events that belong to no change. The store of a change writes the event of that change
 * itself, in the same transaction.
 */
export interface EventStore {
  record(events: readonly AuditEvent[]): Promise<void>
  /**
   * Lists entries from the newest to the oldest; at equal times, the one that was written last comes
   * first. `before` leaves only the entries that follow it in this order.
   */
  list(page: EventFilter & { before?: { atMs: number; id: number } | undefined; limit: number }): Promise<RecordedEvent[]>
  /** Removes entries from before `beforeMs`, at most `limit` of them. Returns how many. */
  sweep(beforeMs: number, limit: number): Promise<number>
}
