import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { SetUpError } from '../errors.ts'
import type { Database, DatabaseKind } from './database.ts'
import { initial } from './migrations/01-001-initial.ts'
import { oneTimeSecrets } from './migrations/01-002-one-time-secrets.ts'
import { idempotency } from './migrations/01-003-idempotency.ts'
import { eventsAndThrottle } from './migrations/01-004-events-and-throttle.ts'
import { clients } from './migrations/01-005-clients.ts'
import { issuer } from './migrations/01-006-issuer.ts'
import { eventDetail } from './migrations/01-007-event-detail.ts'
import { sessionLimit } from './migrations/01-008-session-limit.ts'
import { clientAssertions } from './migrations/01-009-client-assertions.ts'
import { eventsInOrder } from './migrations/01-010-events-in-order.ts'
import { eventsAfterCommit } from './migrations/01-011-events-after-commit.ts'
import { eventReceivers } from './migrations/01-012-event-receivers.ts'
import { throttleForOperators } from './migrations/01-013-throttle-for-operators.ts'
import type { Tables } from './schema.ts'

/**
 * Migrations by name, which begins with the release, as in `01-001-initial`. Within a release they only add.
 */
export interface Schema {
  release: number
  migrations: Record<string, (kind: DatabaseKind) => Migration>
}

export const schema: Schema = {
  release: 1,
  migrations: {
    '01-001-initial': initial,
    '01-002-one-time-secrets': oneTimeSecrets,
    '01-003-idempotency': idempotency,
    '01-004-events-and-throttle': eventsAndThrottle,
    '01-005-clients': clients,
    '01-006-issuer': issuer,
    '01-007-event-detail': eventDetail,
    '01-008-session-limit': sessionLimit,
    '01-009-client-assertions': clientAssertions,
    '01-010-events-in-order': eventsInOrder,
    '01-011-events-after-commit': eventsAfterCommit,
    '01-012-event-receivers': eventReceivers,
    '01-013-throttle-for-operators': throttleForOperators,
  },
}

/**
 * `absent`: no migration ever ran here. `ahead`, by one release at most, is accepted, so that a roll-back can
 * start.
 */
export type SchemaState = 'absent' | 'behind' | 'current' | 'ahead' | 'too_far_ahead'

/** Returns the state of the database's schema, as this release sees it. */
export const schemaState = (database: Database, ours: Schema = schema): Promise<SchemaState> => stateIn(database.kysely, ours)

/** This release does not work on the schema; the sentence says what to do. */
export class SchemaMismatch extends SetUpError {
  override readonly name = 'SchemaMismatch'
}

/**
 * Migrates if `migrate` is true.
 *
 * @throws {SchemaMismatch} if this release does not work on the schema then.
 */
export async function ensureSchema(database: Database, { migrate: migrating }: { migrate: boolean }): Promise<void> {
  if (migrating) return migrate(database)
  if (!accepted(await schemaState(database), schema))
    throw new SchemaMismatch('The database is not up to date, and MINTMARK_MIGRATE is off: run `migrate` first.')
}

/**
 * Brings the schema up to this release: by every migration or none. Of several processes, one migrates and
 * the others wait.
 *
 * @throws {SchemaMismatch} if the schema is further ahead than one release.
 * @throws the error of a migration that fails. The call can then be repeated.
 */
export async function migrate(database: Database, ours: Schema = schema): Promise<void> {
  if (accepted(await schemaState(database, ours), ours)) return
  try {
    await database.inMigration((kysely) => migrateAlone(database, kysely, ours))
  } catch (error) {
    // Meanwhile another process, of a later release, may have migrated further.
    if (!accepted(await schemaState(database, ours), ours)) throw error
  }
}

async function migrateAlone({ kind }: Database, kysely: Kysely<Tables>, ours: Schema): Promise<void> {
  // While this process waited for its turn, another may have done it.
  if (accepted(await stateIn(kysely, ours), ours)) return
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => forKind(ours, kind) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

function accepted(state: SchemaState, { release }: Schema): boolean {
  if (state !== 'too_far_ahead') return state !== 'behind' && state !== 'absent'
  throw new SchemaMismatch(`The database's schema is more than one release ahead of this one (${release}). Run a later release.`)
}

const forKind = (ours: Schema, kind: DatabaseKind): Record<string, Migration> =>
  Object.fromEntries(Object.entries(ours.migrations).map(([name, make]) => [name, make(kind)]))

async function stateIn(kysely: Kysely<Tables>, ours: Schema): Promise<SchemaState> {
  const done = await executed(kysely)
  if (done.length === 0) return 'absent'
  const later = done.filter((name) => !(name in ours.migrations))
  if (later.some((name) => Number.parseInt(name, 10) > ours.release + 1)) return 'too_far_ahead'
  if (later.length > 0) return 'ahead'
  return Object.keys(ours.migrations).every((name) => done.includes(name)) ? 'current' : 'behind'
}

/** Returns the names of the migrations that Kysely's Migrator has recorded; none if it never ran. */
async function executed(kysely: Kysely<Tables>): Promise<string[]> {
  const db = kysely as unknown as Kysely<{ kysely_migration: { name: string } }>
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const rows = await db.selectFrom('kysely_migration').select('name').execute()
  return rows.map(({ name }) => name)
}
