import { type Compilable, type RawBuilder, sql } from 'kysely'
import type { AuditEvent } from '../events/event.ts'
import type { SessionEvictionStore, SessionUse } from '../sessions/session-eviction.ts'
import type { Database } from './database.ts'
import { alive } from './standing.ts'
import type { Step } from './statement.ts'
import { asRecording, RECORDED_COLUMNS } from './write-with-events.ts'

/**
 * The condition of the index `sessions_counted`. A parameter in place of the number would keep the index from
 * being used.
 */
const COUNTED = sql<boolean>`ended_at_ms is null and refreshable = 1`

export function createSessionEvictionStore(database: Database): SessionEvictionStore {
  const { kysely, kind } = database
  return {
    async countByUser(afterUserId, maxRows) {
      const page = kysely.selectFrom('sessions').select('user_id').where(COUNTED).where('user_id', '>', afterUserId)
      const rows = await kysely
        .selectFrom(page.orderBy('user_id').limit(maxRows).as('page'))
        .select(['user_id', ({ fn }) => fn.countAll<number>().as('count')])
        .groupBy('user_id')
        .orderBy('user_id')
        .execute()
      return rows.map((row) => ({ userId: row.user_id, count: row.count }))
    },

    async listUses(userId, { afterId, nowMs, limit }) {
      const ofUser = kysely.selectFrom('sessions').select(['id', 'rotated_at_ms']).where(COUNTED).where('user_id', '=', userId)
      const live = ofUser.where('id', '>', afterId).where((is) => alive(is, nowMs))
      const rows = await live.orderBy('id').limit(limit).execute()
      return rows.map((row) => ({ id: row.id, rotatedAtMs: row.rotated_at_ms }))
    },

    async evict(sessions, { atMs }) {
      const { guard, rest } =
        kind === 'postgres' ? evictionOnPostgres(database, sessions, atMs) : evictionOnSqlite(database, sessions, atMs)
      return (await database.together(guard, rest))?.[0]?.rows.length ?? 0
    },
  }
}

const EVENT_COLUMNS = sql.raw('type, at_ms, user_id, client_id, session_id, count')
const RETURNED = sql.join(RECORDED_COLUMNS.map((column) => sql.ref(column)))
const TYPE: AuditEvent['type'] = 'session_evicted'
const eventOf = (atMs: number): RawBuilder<unknown> => sql`${sql.lit(TYPE)}, cast(${atMs} as bigint), user_id, client_id, id, 1`

/** The guard writes the events and returns them, so it holds if any session is ended. */
interface Eviction {
  guard: Step
  rest: Compilable[]
}

/** One statement. Two sweeps at the same time skip the rows that the other has locked. */
function evictionOnPostgres({ kysely }: Database, sessions: readonly SessionUse[], atMs: number): Eviction {
  const eviction = sql`
  with wanted as (
    select * from unnest(${sessions.map(({ id }) => id)}::text[], ${sessions.map(({ rotatedAtMs }) => rotatedAtMs)}::bigint[]) as of_wanted (id, rotated_at_ms)
  ), chosen as (
    select sessions.id from sessions join wanted on wanted.id = sessions.id and wanted.rotated_at_ms = sessions.rotated_at_ms
    where ended_at_ms is null order by sessions.id for update of sessions skip locked
  ), ended as (
    update sessions set ended_at_ms = ${atMs}, end_reason = 'evicted' from chosen where chosen.id = sessions.id
    returning user_id, client_id, sessions.id
  )
  insert into events (${EVENT_COLUMNS}) select ${eventOf(atMs)} from ended returning ${RETURNED}`
  return { guard: asRecording({ compile: () => eviction.compile(kysely) }), rest: [] }
}

/** Writes the events first. Nobody writes between the two statements, so both are about the same sessions. */
function evictionOnSqlite({ kysely }: Database, sessions: readonly SessionUse[], atMs: number): Eviction {
  const pairs = JSON.stringify(sessions.map(({ id, rotatedAtMs }) => [id, rotatedAtMs]))
  const isWanted = sql<boolean>`ended_at_ms is null and (id, rotated_at_ms) in (select value ->> 0, value ->> 1 from json_each(${pairs}))`
  const events = sql`insert into events (${EVENT_COLUMNS}) select ${eventOf(atMs)} from sessions where ${isWanted} returning ${RETURNED}`
  return {
    guard: asRecording({ compile: () => events.compile(kysely) }),
    rest: [kysely.updateTable('sessions').set({ ended_at_ms: atMs, end_reason: 'evicted' }).where(isWanted)],
  }
}
