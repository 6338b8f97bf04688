/**
 * The standing of a session, in SQL: `createStandingReader` reads it for one session, `alive` is the
 * condition for many. Both databases answer alike; `test/data/sessions.test.ts` compares `alive` with the
 * rule `standingAt`.
 *
 * @module
 */

import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely'
import type { Standing } from '../sessions/session.ts'
import type { SessionStore, StandingAnswer } from '../sessions/session-store.ts'
import { batched } from './batched.ts'
import { rememberedUntilCommit } from './data-version.ts'
import type { Database, DirectReads } from './database.ts'
import { SESSION, type SessionsTable, type Tables, THE_ROW } from './schema.ts'
import { compiledOnce, listPlanKept, planKept } from './statement.ts'

/** The service's row, joined with the session, its user and its client if they exist. */
type StandingRow = { keys_version: number; epoch_now: number } & ({ id: null } | (SessionsTable & UserNow & ClientNow))

type UserNow = { username: string | null; allowed_scope: string; user_epoch_now: number; disabled_at_ms: number | null }
type ClientNow = { client_epoch_now: number | null; client_scope_now: string | null }

/** Bounds the memory that a flood of ids could take. Answers are small. */
const MAX_REMEMBERED = 10_000

const MAX_IDS_A_STATEMENT = 100

/** The built-in client has no row. The service, not the database, knows whether it is off. */
const BUILT_IN_CLIENT_ID = 'default'

/** Creates `SessionStore.findStanding`. Every request calls it, so it is compiled once. */
export const createStandingReader = (database: Database): SessionStore['findStanding'] =>
  database.direct === undefined ? batchedReader(database) : directReader(database, database.direct)

/** Always returns a row, so that the version of the keys comes back for an unknown session too. */
const reading = ({ kysely }: Database, condition: RawBuilder<boolean>) =>
  kysely
    .selectFrom('service_state as state')
    .leftJoin('sessions as session', (join) => join.on(condition))
    .leftJoin('users as person', 'person.id', 'session.user_id')
    .leftJoin('clients as client', (join) => join.onRef('client.id', '=', 'session.client_id').on('client.disabled_at_ms', 'is', null))
    .select(['state.keys_version', 'state.epoch as epoch_now', 'person.username', 'person.scope as allowed_scope'])
    .select(['person.epoch as user_epoch_now', 'person.disabled_at_ms', 'client.epoch as client_epoch_now'])
    .select('client.scope as client_scope_now')
    .select(SESSION.columns.map((column) => `session.${column}` as const))
    .where('state.id', '=', THE_ROW)

function directReader(database: Database, direct: DirectReads): (id: string) => StandingAnswer {
  const ofId = compiledOnce<{ id: string }, unknown>(({ id }) => reading(database, sql<boolean>`session.id = ${planKept(id)}`))
  return rememberedUntilCommit(direct.dataVersion, MAX_REMEMBERED, (id) =>
    toAnswer(direct.readNow(ofId({ id }).compile()).rows[0] as StandingRow),
  )
}

/** Remembers no answer. Requests in one turn of the event loop share a statement. */
function batchedReader(database: Database): (id: string) => Promise<StandingAnswer> {
  const ofIds = compiledOnce<{ ids: string[] }, StandingRow>(({ ids }) =>
    reading(database, sql<boolean>`session.id = any(${listPlanKept(ids, 'text')})`),
  )
  return batched(MAX_IDS_A_STATEMENT, async (ids) => {
    const { rows } = await database.kysely.executeQuery(ofIds({ ids }))
    const answers = new Map(rows.map((row) => [row.id, toAnswer(row)]))
    const absent: StandingAnswer = { standing: undefined, keysVersion: rows[0]!.keys_version }
    return (id) => answers.get(id) ?? absent
  })
}

const toAnswer = (row: StandingRow): StandingAnswer => ({ standing: toStanding(row), keysVersion: row.keys_version })

function toStanding(row: StandingRow): Standing | undefined {
  if (row.id === null) return undefined
  const { username, allowed_scope: scope, user_epoch_now: epoch, disabled_at_ms: disabledAtMs } = row
  const user = username === null ? undefined : { username, scope, epoch, disabledAtMs }
  const clientEpoch = row.client_id === BUILT_IN_CLIENT_ID ? row.client_epoch : row.client_epoch_now
  return { session: SESSION.read(row), user, clientEpoch, clientScope: row.client_scope_now, serviceEpoch: row.epoch_now }
}

/** `standingAt` of `sessions/epoch.ts`, in SQL. */
export function alive(is: ExpressionBuilder<Tables, 'sessions'>, nowMs: number | RawBuilder<number>) {
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
