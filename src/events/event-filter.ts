import type { AuditEvent } from './event.ts'
import type { EventFilter } from './event-store.ts'

/** Whether an event matches every member of the filter that is present, as `EventStore.list` does in SQL. */
export const matches = ({ type, userId, clientId, sinceMs, untilMs }: EventFilter, event: AuditEvent): boolean =>
  (type === undefined || event.type === type) &&
  (userId === undefined || event.userId === userId) &&
  (clientId === undefined || event.clientId === clientId) &&
  (sinceMs === undefined || event.atMs >= sinceMs) &&
  (untilMs === undefined || event.atMs < untilMs)
