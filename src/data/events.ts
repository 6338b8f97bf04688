import type { Compilable, ExpressionBuilder, Selectable } from 'kysely'
import type { AuditEvent, EventDetail, EventType } from '../events/event.ts'
import type { EventFilter, EventStore } from '../events/event-store.ts'
import type { Database } from './database.ts'
import type { EventsTable, Tables } from './schema.ts'
import { sweepTable } from './sweep.ts'

const COLUMNS = ['id', 'type', 'at_ms', 'user_id', 'client_id', 'session_id', 'address', 'actor', 'count', 'detail'] as const

const toRow = (event: AuditEvent) => ({
  type: event.type,
  at_ms: event.atMs,
  user_id: event.userId ?? null,
  client_id: event.clientId ?? null,
  session_id: event.sessionId ?? null,
  address: event.address ?? null,
  actor: event.actor ?? null,
  count: event.count ?? 1,
  detail: toDetailText(event.detail),
})

/** As JSON, with the names of the contract; null where it says nothing. */
function toDetailText({ previousScope, ...rest }: EventDetail = {}): string | null {
  const text = JSON.stringify({ ...rest, previous_scope: previousScope })
  return text === '{}' ? null : text
}

function toDetail(text: string): EventDetail {
  const { previous_scope: previousScope, ...rest } = JSON.parse(text)
  return { ...rest, ...(previousScope === undefined ? {} : { previousScope }) }
}

const toEvent = (row: Selectable<EventsTable>): AuditEvent & { id: number } => ({
  id: row.id,
  type: row.type as EventType,
  atMs: row.at_ms,
  userId: row.user_id ?? undefined,
  clientId: row.client_id ?? undefined,
  sessionId: row.session_id ?? undefined,
  address: row.address ?? undefined,
  actor: row.actor ?? undefined,
  count: row.count,
  ...(row.detail === null ? {} : { detail: toDetail(row.detail) }),
})

/** A change with its events, in one transaction; the rest comes last, and holds its locks the shortest. False where the guard changes no row; then nothing was written. */
export const writeWithEvents = async (
  database: Database,
  guard: Compilable,
  events: readonly AuditEvent[],
  rest: readonly Compilable[] = [],
): Promise<boolean> => {
  const told = events.length === 0 ? [] : [recording(database, ...events)]
  return (await database.together(guard, [...told, ...rest])) !== undefined
}

/** The entry of a change, for the change's own transaction. */
export const recording = ({ kysely }: Database, ...events: readonly AuditEvent[]): Compilable =>
  kysely.insertInto('events').values(events.map(toRow))

export const createEventStore = (database: Database): EventStore => ({
  async record(events) {
    if (events.length > 0) await database.together(recording(database, ...events), [])
  },

  async list({ before, limit, ...filter }) {
    const all = database.kysely.selectFrom('events').select(COLUMNS)
    const older = before === undefined ? all : all.where((is) => is(is.refTuple('at_ms', 'id'), '<', is.tuple(before.atMs, before.id)))
    const wanted = older.where((is) => is.and(conditions(is, filter)))
    return (await wanted.orderBy('at_ms', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(toEvent)
  },

  sweep: (beforeMs, limit) => sweepTable(database, { table: 'events', key: ['id'], column: 'at_ms' }, beforeMs, limit),
})

const conditions = (is: ExpressionBuilder<Tables, 'events'>, { type, userId, clientId, sinceMs, untilMs }: EventFilter) => [
  ...(type === undefined ? [] : [is('type', '=', type)]),
  ...(userId === undefined ? [] : [is('user_id', '=', userId)]),
  ...(clientId === undefined ? [] : [is('client_id', '=', clientId)]),
  ...(sinceMs === undefined ? [] : [is('at_ms', '>=', sinceMs)]),
  ...(untilMs === undefined ? [] : [is('at_ms', '<', untilMs)]),
]
