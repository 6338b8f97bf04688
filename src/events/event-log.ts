import type { Log } from '../log.ts'
import type { RecordedEvent } from './event.ts'
import { eventJson } from './event-json.ts'

/** The message of each line. */
export const AUDIT_EVENT = 'audit event'

/**
 * Creates a report that logs each event as one line, to be called after COMMIT. The line has the members of
 * the contract's `Event`: `type` as `event`, and those of `detail` beside the others.
 */
export const createEventLog =
  (log: Log) =>
  (events: readonly RecordedEvent[]): void => {
    for (const event of events)
      log.info(AUDIT_EVENT, () => {
        const { type, detail, ...rest } = eventJson(event)
        return { event: type, ...rest, ...detail }
      })
  }
