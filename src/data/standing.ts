import { type RawBuilder, sql } from 'kysely'
import type { Standing } from '../sessions/session.ts'
import type { SessionStore, StandingAnswer } from '../sessions/session-store.ts'
import { batched } from './batched.ts'
import { compiled } from './compiled.ts'
import type { Database, DirectReads } from './database.ts'
import type { SessionsTable } from './schema.ts'
import { THE_ROW } from './service-state.ts'
import { SESSION_COLUMNS, toSession } from './session-rows.ts'

/** The service, and beside it the session and its user where they are. */
type StandingRow = { keys_version: number; epoch_now: number } & (
  | { id: null }
  | (SessionsTable & { username: string | null; allowed_scope: string; user_epoch_now: number; disabled_at_ms: number | null } & {
      client_epoch_now: number | null
      client_scope_now: string | null
    })
)

/** Answers are small, and a flood of ids must not fill the memory. */
const MAX_CACHED_ANSWERS = 10_000

const MAX_IDS_A_STATEMENT = 100

/** It has no row. Whether it is switched off is not for the database to say. */
export const BUILT_IN_CLIENT_ID = 'default'

/** `SessionStore.findStanding`: the read of every request, hence compiled once. */
export const createStandingReader = (database: Database): SessionStore['findStanding'] =>
  database.direct === undefined ? batchedReader(database) : cachedReader(database, database.direct)

/** Always a row, so that the version of the keys comes back for an unknown session too. */
const textOf = ({ kysely }: Database, condition: RawBuilder<boolean>): string =>
  kysely
    .selectFrom('service_state as state')
    .leftJoin('sessions as session', (join) => join.on(condition))
    .leftJoin('users as person', 'person.id', 'session.user_id')
    .leftJoin('clients as client', (join) => join.onRef('client.id', '=', 'session.client_id').on('client.disabled_at_ms', 'is', null))
    .select(['state.keys_version', 'state.epoch as epoch_now', 'person.username', 'person.scope as allowed_scope'])
    .select(['person.epoch as user_epoch_now', 'person.disabled_at_ms', 'client.epoch as client_epoch_now'])
    .select('client.scope as client_scope_now')
    .select(SESSION_COLUMNS.map((column) => `session.${column}` as const))
    .where('state.id', '=', THE_ROW)
    .compile().sql

/** An answer is given again only while `dataVersion` says that nothing was committed since, by whatever process. */
function cachedReader(database: Database, { dataVersion, readNow }: DirectReads): (id: string) => StandingAnswer {
  // SQLite plans a join anew whenever a bare parameter of it changes, in case a better plan has come (25 µs instead of 4). An expression is left alone.
  const text = textOf(database, sql<boolean>`session.id = (${''} || '')`)
  const answers = new Map<string, StandingAnswer>()
  let version: number | undefined

  return (id) => {
    const versionNow = dataVersion()
    if (versionNow !== version || answers.size >= MAX_CACHED_ANSWERS) answers.clear()
    version = versionNow
    const known = answers.get(id)
    if (known !== undefined) return known
    const answer = toAnswer(readNow({ sql: text, parameters: [id] }).rows[0] as StandingRow)
    answers.set(id, answer)
    return answer
  }
}

/** Asked anew every time; requests of one turn of the event loop share a statement. */
function batchedReader(database: Database): (id: string) => Promise<StandingAnswer> {
  const text = textOf(database, sql<boolean>`session.id = any(${['']}::text[])`)
  return batched(MAX_IDS_A_STATEMENT, async (ids) => {
    const { rows } = await database.kysely.executeQuery(compiled<StandingRow>({ sql: text, parameters: [ids] }))
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
  return { session: toSession(row), user, clientEpoch, clientScope: row.client_scope_now, serviceEpoch: row.epoch_now }
}
