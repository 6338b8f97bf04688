import type { RecordedEvent } from './event.ts'

/**
 * A place in the order of commits. What is committed later comes later, so a reader that goes on from its
 * place skips nothing.
 */
export interface EventPosition {
  /** The transaction that wrote the event, on PostgreSQL; 0 on SQLite. */
  transactionId: number
  /** The id of the event. 0 is before every event of the transaction. */
  id: number
}

export interface PlacedEvent {
  event: RecordedEvent
  position: EventPosition
}

/** Before every event. */
export const FIRST_POSITION: EventPosition = { transactionId: 0, id: 0 }

/** Reads the audit trail in the order of commits. */
export interface EventFeed {
  /**
   * Lists at most `limit` events after a position, the oldest first. An event stays out for as long as an
   * older transaction may still commit.
   */
  listAfter(position: EventPosition, limit: number): Promise<PlacedEvent[]>
  /** Returns a position before all events of later commits. */
  end(): Promise<EventPosition>
  /**
   * Brings events and receivers into the numbering of this server, if the database was moved from another
   * one. Call it before the first read.
   */
  settle(): Promise<void>
}

/** How far a receiver is. */
export interface ReceiverState {
  /** Of the last event that was delivered, or given up. */
  position: EventPosition
  /** When the receiver first refused the event that comes next; undefined if it has not. */
  refusedSinceMs: number | undefined
}

/** The process that may deliver to a receiver, and until when. */
export interface Lease {
  holder: string
  untilMs: number
}

/**
 * The receivers of events. A receiver is one row with its position, and no event is written once more for
 * it.
 */
export interface EventReceiverStore {
  /** Lets a receiver with a new target begin with the events of later commits. One with the same goes on. */
  adopt(name: string, target: string): Promise<void>
  /**
   * Takes the lease, or renews it.
   *
   * @returns undefined if another process has it, or if another target was adopted since.
   */
  take(name: string, target: string, lease: Lease, nowMs: number): Promise<ReceiverState | undefined>
  /** Saves how far the receiver is. Returns false if `holder` has lost the lease; then nothing is saved. */
  save(name: string, holder: string, state: ReceiverState): Promise<boolean>
  /** Ends a lease, so that another process need not wait for its end. */
  release(name: string, holder: string): Promise<void>
}
