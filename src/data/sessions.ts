import { type ExpressionBuilder, sql } from 'kysely'
import type { SessionStore } from '../sessions/session-store.ts'
import type { Database } from './database.ts'
import type { Tables } from './schema.ts'
import { THE_ROW } from './service-state.ts'
import { SESSION_COLUMNS, toSession, toSessionRow } from './session-rows.ts'
import { createStandingReader } from './standing.ts'

export function createSessionStore(database: Database): SessionStore {
  const { kysely } = database
  const end = (id: string, reason: string, nowMs: number) =>
    kysely.updateTable('sessions').set({ ended_at_ms: nowMs, end_reason: reason }).where('id', '=', id).where('ended_at_ms', 'is', null)

  return {
    async open(session) {
      await kysely.insertInto('sessions').values(toSessionRow(session)).execute()
    },

    findStanding: createStandingReader(database),

    async rotate({ id, counter, nowMs, idleEndsAtMs }) {
      const row = await kysely
        .updateTable('sessions')
        .set({ counter: counter + 1, rotated_at_ms: nowMs, idle_ends_at_ms: noLaterThanEnd(idleEndsAtMs) })
        .where('id', '=', id)
        .where('counter', '=', counter)
        .where((is) => alive(is, nowMs))
        .returning(SESSION_COLUMNS)
        .executeTakeFirst()
      return row && toSession(row)
    },

    async end(id, reason, nowMs) {
      return (await end(id, reason, nowMs).executeTakeFirst()).numUpdatedRows === 1n
    },

    async endOfUser(id, userId, reason, nowMs) {
      return (await end(id, reason, nowMs).where('user_id', '=', userId).executeTakeFirst()).numUpdatedRows === 1n
    },

    async listAlive(userId, nowMs, limit) {
      const ofUser = kysely.selectFrom('sessions').select(SESSION_COLUMNS).where('user_id', '=', userId)
      const live = ofUser.where((is) => alive(is, nowMs))
      const rows = await live.orderBy('rotated_at_ms', 'desc').orderBy('id').limit(limit).execute()
      return rows.map(toSession)
    },

    async sweep(endedBeforeMs, limit) {
      const dead = kysely.selectFrom('sessions').select('id').where('ends_at_ms', '<', endedBeforeMs).orderBy('ends_at_ms').limit(limit)
      // Replicas sweep beside one another. An array is read once, where a plan may read a subquery again and pass the limit.
      const ids =
        database.kind === 'postgres' ? sql<boolean>`id = any(array(${dead.forUpdate().skipLocked()}))` : sql<boolean>`id in ${dead}`
      return Number((await kysely.deleteFrom('sessions').where(ids).executeTakeFirst()).numDeletedRows)
    },

    async evictBeyond(keep, nowMs) {
      const evicted = kysely.updateTable('sessions').set({ ended_at_ms: nowMs, end_reason: 'evicted' })
      const result = await evicted
        .where('id', 'in', leastRecentlyUsed(database, keep, nowMs))
        .where('ended_at_ms', 'is', null)
        .executeTakeFirst()
      return Number(result.numUpdatedRows)
    },
  }
}

/** `standingAt`, in SQL. */
function alive(is: ExpressionBuilder<Tables, 'sessions'>, nowMs: number) {
  const enabledEpoch = is
    .selectFrom('users')
    .select('epoch')
    .whereRef('users.id', '=', 'sessions.user_id')
    .where('disabled_at_ms', 'is', null)
  return is.and([
    is('ended_at_ms', 'is', null),
    is('idle_ends_at_ms', '>', nowMs),
    is('ends_at_ms', '>', nowMs),
    is('user_epoch', '=', enabledEpoch),
    is('service_epoch', '=', is.selectFrom('service_state').select('epoch').where('service_state.id', '=', THE_ROW)),
  ])
}

const noLaterThanEnd = (idleEndsAtMs: number) =>
  sql<number>`case when ends_at_ms < ${idleEndsAtMs} then ends_at_ms else ${idleEndsAtMs} end`

/** Live sessions beyond the `keep` used last. Only users with more rows than that are looked at, which the index alone tells. */
function leastRecentlyUsed({ kysely }: Database, keep: number, nowMs: number) {
  const many = kysely
    .selectFrom('sessions')
    .select('user_id')
    .groupBy('user_id')
    .having((group) => group.fn.countAll(), '>', keep)
  const ranked = kysely
    .selectFrom('sessions')
    .select(['id', sql<number>`row_number() over (partition by user_id order by rotated_at_ms desc, id)`.as('place')])
    .where('user_id', 'in', many)
    .where((is) => alive(is, nowMs))
  return kysely.selectFrom(ranked.as('ranked')).select('ranked.id').where('place', '>', keep)
}
