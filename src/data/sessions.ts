import type { SessionStore } from '../sessions/session-store.ts'
import type { Database } from './database.ts'
import { createCountSuccess } from './lockout-sql.ts'
import { createRotation } from './rotation.ts'
import { SESSION, type SessionsTable } from './schema.ts'
import { alive, createStandingReader } from './standing.ts'
import { compiledOnce, rowOf } from './statement.ts'
import { sweepTable } from './sweep.ts'
import { createRecording, writeWithEvents } from './write-with-events.ts'

export function createSessionStore(database: Database): SessionStore {
  const { kysely } = database
  const insert = compiledOnce<SessionsTable, unknown>((row) => kysely.insertInto('sessions').values(rowOf(SESSION.columns, row)))
  const recording = createRecording(database)
  const countSuccess = createCountSuccess(database)
  return {
    async open(session, { event, settlement }) {
      const succeeded = settlement === undefined ? [] : countSuccess(settlement)
      await database.together(insert(SESSION.write(session)), [recording(event), ...succeeded])
    },

    findStanding: createStandingReader(database),

    rotate: createRotation(database),

    async end(id, reason, event) {
      const guard = kysely
        .updateTable('sessions')
        .set({ ended_at_ms: event.atMs, end_reason: reason })
        .where('id', '=', id)
        .where('ended_at_ms', 'is', null)
      return writeWithEvents(database, guard, [event])
    },

    async listAlive(userId, nowMs, limit) {
      const ofUser = kysely.selectFrom('sessions').select(SESSION.columns).where('user_id', '=', userId)
      const live = ofUser.where((is) => alive(is, nowMs))
      const chosen = live.orderBy('refreshable', 'desc').orderBy('rotated_at_ms', 'desc').orderBy('id').limit(limit)
      return (await chosen.execute()).map(SESSION.read).sort((a, b) => b.rotatedAtMs - a.rotatedAtMs)
    },

    async list({ userId, clientId, afterId = '', nowMs, limit }) {
      const after = kysely.selectFrom('sessions').select(SESSION.columns).where('id', '>', afterId)
      const ofUser = userId === undefined ? after : after.where('user_id', '=', userId)
      const ofClient = clientId === undefined ? ofUser : ofUser.where('client_id', '=', clientId)
      const live = ofClient.where((is) => alive(is, nowMs))
      return (await live.orderBy('id').limit(limit).execute()).map(SESSION.read)
    },

    sweep: (endedBeforeMs, limit) => sweepTable(database, { table: 'sessions', key: ['id'], column: 'ends_at_ms' }, endedBeforeMs, limit),
  }
}
