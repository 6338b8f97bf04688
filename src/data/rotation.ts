/**
 * `SessionStore.rotate`: the guarded UPDATE that decides a refresh. On SQLite it is one statement for each
 * session, since writes share a commit anyway. On PostgreSQL all the rotations of one turn of the event loop
 * are one statement, with one commit. Each row is judged by itself.
 *
 * @module
 */

import { sql } from 'kysely'
import type { Session } from '../sessions/session.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import { batched } from './batched.ts'
import type { Database } from './database.ts'
import { alive } from './standing.ts'
import { compiledOnce, listPlanKept } from './statement.ts'

/** Limits how many rows one statement locks. */
const MAX_ROTATIONS_A_STATEMENT = 100

export const createRotation = (database: Database): SessionStore['rotate'] =>
  database.kind === 'postgres' ? rotatingTogether(database) : rotatingEach(database)

function rotatingEach(database: Database): SessionStore['rotate'] {
  const rotation = compiledOnce<Session, unknown>(({ id, counter, rotatedAtMs, idleEndsAtMs, idempotencyHmac }) =>
    database.kysely
      .updateTable('sessions')
      .set({ counter, rotated_at_ms: rotatedAtMs, idle_ends_at_ms: idleEndsAtMs, idempotency_hmac: idempotencyHmac })
      .where('id', '=', id)
      .where(sql<boolean>`counter = ${counter} - 1`)
      .where((is) => alive(is, rotatedAtMs)),
  )
  return async (successor) => (await database.together(rotation(successor), [])) !== undefined
}

function rotatingTogether({ kysely }: Database): SessionStore['rotate'] {
  const rotation = compiledOnce<Lists, { id: string }>((lists) =>
    kysely
      .updateTable('sessions')
      .from(successorsIn(lists))
      .set((is) => ({
        counter: is.ref('next_counter'),
        rotated_at_ms: is.ref('used_at_ms'),
        idle_ends_at_ms: is.ref('next_idle_ends_at_ms'),
        idempotency_hmac: is.ref('next_hmac'),
      }))
      .whereRef('id', '=', 'session_id')
      .where(sql<boolean>`counter = next_counter - 1`)
      .where((is) => alive(is, sql.ref('used_at_ms')))
      .returning('id'),
  )
  return batched(MAX_ROTATIONS_A_STATEMENT, async (successors: Session[]) => {
    // Of requests with one token in one turn, only the first takes part; the others have lost the race.
    const first = new Map<string, Session>()
    for (const successor of successors) if (!first.has(successor.id)) first.set(successor.id, successor)
    // PostgreSQL locks rows in the order of the list, unless it reads a small table whole. A deadlock is then
    // tried again.
    const inOrder = [...first.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    const { rows } = await kysely.executeQuery(rotation(listsOf(inOrder)))
    const won = new Set(rows.map(({ id }) => first.get(id)))
    return (successor) => won.has(successor)
  })
}

/** The successors, column by column. */
type Lists = ReturnType<typeof listsOf>

const listsOf = (successors: readonly Session[]) => ({
  ids: successors.map(({ id }) => id),
  counters: successors.map(({ counter }) => counter),
  times: successors.map(({ rotatedAtMs }) => rotatedAtMs),
  idleEnds: successors.map(({ idleEndsAtMs }) => idleEndsAtMs),
  hmacs: successors.map(({ idempotencyHmac }) => idempotencyHmac),
})

interface SuccessorRow {
  session_id: string
  next_counter: number
  used_at_ms: number
  next_idle_ends_at_ms: number
  next_hmac: string | null
}

const successorsIn = ({ ids, counters, times, idleEnds, hmacs }: Lists) =>
  sql<SuccessorRow>`unnest(${listPlanKept(ids, 'text')}, ${listPlanKept(counters, 'bigint')}, ${listPlanKept(times, 'bigint')},
    ${listPlanKept(idleEnds, 'bigint')}, ${listPlanKept(hmacs, 'text')})`.as<'successor'>(
    sql`successor (session_id, next_counter, used_at_ms, next_idle_ends_at_ms, next_hmac)`,
  )
