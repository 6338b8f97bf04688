import type { ExpressionBuilder } from 'kysely'
import type { EventFilter, EventStore } from '../events/event-store.ts'
import type { Database } from './database.ts'
import { EVENT, type Tables } from './schema.ts'
import { sweepTable } from './sweep.ts'
import { recording } from './write-with-events.ts'

export const createEventStore = (database: Database): EventStore => ({
  async record(events) {
    if (events.length > 0) await database.together(recording(database, ...events), [])
  },

  async list({ before, limit, ...filter }) {
    const all = database.kysely.selectFrom('events').select(['id', ...EVENT.columns])
    const older = before === undefined ? all : all.where((is) => is(is.refTuple('at_ms', 'id'), '<', is.tuple(before.atMs, before.id)))
    const wanted = older.where((is) => is.and(conditions(is, filter)))
    const rows = await wanted.orderBy('at_ms', 'desc').orderBy('id', 'desc').limit(limit).execute()
    return rows.map((row) => ({ id: row.id, ...EVENT.read(row) }))
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
