/**
 * What the role of DATABASE_URL brings to each session. Mintmark sets nothing on a session itself: behind a
 * pooler, the next client would inherit it. So limits and isolation are the role's, and Mintmark reads them
 * at the start.
 *
 * @module
 */

import { type Kysely, sql } from 'kysely'
import { SetUpError } from '../../errors.ts'
import type { Tables } from '../schema.ts'
import { StorageError } from '../storage-error.ts'

/** As `SHOW` and `pg_settings` name them. */
export interface SessionDefaults {
  role: string
  database: string
  settings: Record<string, { setting: string; source: string }>
}

/** A little less than a request may take, so that the server speaks first. */
export const ADVISED_LIMITS = {
  statement_timeout: '2200ms',
  lock_timeout: '2s',
  idle_in_transaction_session_timeout: '10s',
}

const READ_ONLY = 'default_transaction_read_only'
const ISOLATION = 'default_transaction_isolation'
const NOT_DURABLE = ['synchronous_commit', 'fsync']

/**
 * Reads the defaults in a transaction.
 *
 * @throws {SetUpError} if a pooler refuses transactions, as in statement mode.
 * @throws {StorageError} if no primary can be reached.
 */
export async function readSessionDefaults(kysely: Kysely<Tables>): Promise<SessionDefaults> {
  const names = sql.join([READ_ONLY, ISOLATION, ...NOT_DURABLE, ...Object.keys(ADVISED_LIMITS)].map((name) => sql.lit(name)))
  const query = sql<{ role: string; database: string; name: string; setting: string; source: string }>`
    select current_user::text as role, current_database()::text as database, name, setting, source from pg_settings where name in (${names})`
  const { rows } = await kysely
    .transaction()
    .execute((transaction) => query.execute(transaction))
    .catch(unlessStatementMode)
  const settings = rows.map(({ name, setting, source }) => [name, { setting, source }])
  return { role: rows[0]!.role, database: rows[0]!.database, settings: Object.fromEntries(settings) }
}

function unlessStatementMode(error: unknown): never {
  if (!(error instanceof StorageError && error.cause instanceof Error && /statement pooling/.test(error.cause.message))) throw error
  const sentence =
    'A pooler in statement mode stands before PostgreSQL, and refuses the transactions that Mintmark needs. Set its pool_mode to transaction or session.'
  throw new SetUpError(sentence, { cause: error })
}

/**
 * Returns what the operator should know, each with its remedy.
 *
 * @throws {SetUpError} if the sessions of this role can only read.
 */
export function judgeSessionDefaults(defaults: SessionDefaults): string[] {
  const { role, settings } = defaults
  const readOnly = settings[READ_ONLY]
  if (readOnly?.setting === 'on') throw new SetUpError(readOnlySentence(defaults, readOnly.source))
  const missing = Object.entries(ADVISED_LIMITS).filter(([name]) => settings[name]?.setting === '0')
  const isolation = settings[ISOLATION]?.setting ?? 'read committed'
  return [
    ...(missing.length === 0 ? [] : [missingSentence(role, missing)]),
    ...(isolation === 'read committed' ? [] : [isolationSentence(role, isolation)]),
    ...NOT_DURABLE.filter((name) => settings[name]?.setting === 'off').map(notDurableSentence),
  ]
}

function readOnlySentence({ role, database }: SessionDefaults, source: string): string {
  const reset = `RESET ${READ_ONLY};`
  const mends: Record<string, string> = {
    database: `ALTER DATABASE ${quoted(database)} ${reset}`,
    user: `ALTER ROLE ${quoted(role)} ${reset}`,
    'database user': `ALTER ROLE ${quoted(role)} IN DATABASE ${quoted(database)} ${reset}`,
  }
  const mend = mends[source]
  const how = mend === undefined ? 'Take it out of the configuration of the server' : `Run  ${mend}`
  return `PostgreSQL is a primary that can only be read: ${READ_ONLY} is on. If its disk is full, make room first. ${how}  and start again.`
}

const missingSentence = (role: string, missing: [string, string][]): string => {
  const mend = missing.map(([name, value]) => `ALTER ROLE ${quoted(role)} SET ${name} = '${value}';`).join(' ')
  return `The role in DATABASE_URL has no ${missing.map(([name]) => name).join(', no ')}: a statement that hangs goes on after its request was answered. Run  ${mend}`
}

const isolationSentence = (role: string, isolation: string): string =>
  `The role in DATABASE_URL begins its transactions as '${isolation}', so writes collide and are tried again. ` +
  `Mintmark needs no more than 'read committed'. Run  ALTER ROLE ${quoted(role)} SET ${ISOLATION} = 'read committed';`

const notDurableSentence = (name: string): string =>
  `PostgreSQL acknowledges changes that are not on its disk yet, since ${name} is off: a crash brings ended sessions back to life. Set ${name} = on.`

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
