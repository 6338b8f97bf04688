import { type ExpressionBuilder, sql } from 'kysely'
import type { Rotation, SessionStore } from '../sessions/session-store.ts'
import { compiledOnce } from './compiled.ts'
import type { Database } from './database.ts'
import { writeWithEvents } from './events.ts'
import type { SessionsTable, Tables } from './schema.ts'
import { THE_ROW } from './service-state.ts'
import { SESSION_COLUMNS, toSession, toSessionRow } from './session-rows.ts'
import { BUILT_IN_CLIENT_ID, createStandingReader } from './standing.ts'
import { sweepTable } from './sweep.ts'
import { settle } from './throttle.ts'

export function createSessionStore(database: Database): SessionStore {
  const { kysely } = database
  const rotation = compiledOnce<Rotation & { nextCounter: number }, SessionsTable>(
    ({ id, counter, nextCounter, nowMs, idleEndsAtMs, idempotencyHmac }) =>
      kysely
        .updateTable('sessions')
        .set({
          counter: nextCounter,
          rotated_at_ms: nowMs,
          idle_ends_at_ms: noLaterThanEnd(idleEndsAtMs),
          idempotency_hmac: idempotencyHmac,
        })
        .where('id', '=', id)
        .where('counter', '=', counter)
        .where((is) => alive(is, nowMs))
        .returning(SESSION_COLUMNS),
  )

  return {
    async open(session, { event, settlement }) {
      const insert = kysely.insertInto('sessions').values(toSessionRow(session))
      await writeWithEvents(database, insert, [event], settlement === undefined ? [] : settle(database, settlement))
    },

    findStanding: createStandingReader(database),

    async rotate({ id, counter, nowMs, idleEndsAtMs, idempotencyHmac }) {
      const { rows } = await kysely.executeQuery(rotation({ id, counter, nextCounter: counter + 1, nowMs, idleEndsAtMs, idempotencyHmac }))
      return rows[0] && toSession(rows[0])
    },

    async end(id, reason, event) {
      const guard = kysely
        .updateTable('sessions')
        .set({ ended_at_ms: event.atMs, end_reason: reason })
        .where('id', '=', id)
        .where('ended_at_ms', 'is', null)
      return writeWithEvents(database, guard, [event])
    },

    async listAlive(userId, nowMs, limit) {
      const ofUser = kysely.selectFrom('sessions').select(SESSION_COLUMNS).where('user_id', '=', userId)
      const live = ofUser.where((is) => alive(is, nowMs))
      const chosen = live.orderBy('refreshable', 'desc').orderBy('rotated_at_ms', 'desc').orderBy('id').limit(limit)
      return (await chosen.execute()).map(toSession).sort((a, b) => b.rotatedAtMs - a.rotatedAtMs)
    },

    async list({ userId, clientId, afterId = '', nowMs, limit }) {
      const after = kysely.selectFrom('sessions').select(SESSION_COLUMNS).where('id', '>', afterId)
      const ofUser = userId === undefined ? after : after.where('user_id', '=', userId)
      const ofClient = clientId === undefined ? ofUser : ofUser.where('client_id', '=', clientId)
      const live = ofClient.where((is) => alive(is, nowMs))
      return (await live.orderBy('id').limit(limit).execute()).map(toSession)
    },

    sweep: (endedBeforeMs, limit) => sweepTable(database, { table: 'sessions', key: ['id'], column: 'ends_at_ms' }, endedBeforeMs, limit),
  }
}

/** `standingAt`, in SQL. */
export function alive(is: ExpressionBuilder<Tables, 'sessions'>, nowMs: number) {
  const enabledEpoch = is
    .selectFrom('users')
    .select('epoch')
    .whereRef('users.id', '=', 'sessions.user_id')
    .where('disabled_at_ms', 'is', null)
  const enabledClientEpoch = is
    .selectFrom('clients')
    .select('clients.epoch')
    .whereRef('clients.id', '=', 'sessions.client_id')
    .where('clients.disabled_at_ms', 'is', null)
  return is.and([
    is('ended_at_ms', 'is', null),
    is('idle_ends_at_ms', '>', nowMs),
    is('ends_at_ms', '>', nowMs),
    is('user_epoch', '=', enabledEpoch),
    is.or([is('client_id', '=', BUILT_IN_CLIENT_ID), is('client_epoch', '=', enabledClientEpoch)]),
    is('service_epoch', '=', is.selectFrom('service_state').select('epoch').where('service_state.id', '=', THE_ROW)),
  ])
}

const noLaterThanEnd = (idleEndsAtMs: number) =>
  sql<number>`case when ends_at_ms < ${idleEndsAtMs} then ends_at_ms else ${idleEndsAtMs} end`
