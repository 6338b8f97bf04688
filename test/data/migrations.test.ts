import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { migrate, type Schema, schema, schemaState } from '../../src/data/migrations.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { ended, startChild } from './child.ts'

const create = (table: string) => (): Migration => ({
  async up(db) {
    await sql.raw(`create table ${table} (id integer)`).execute(db)
  },
})

/** Creates the schema of a later release, with one more migration for each release. */
function schemaOf(release: number): Schema {
  const later = Array.from({ length: release - 1 }, (_, i) => [`0${i + 2}-001-more`, create(`more_${i + 2}`)])
  return { release, migrations: { ...schema.migrations, ...Object.fromEntries(later) } }
}

const tables = async ({ kysely }: Database) => (await kysely.introspection.getTables()).map(({ name }) => name).toSorted()
const OURS = [
  'client_assertions',
  'client_secrets',
  'clients',
  'event_receivers',
  'events',
  'revoked_tokens',
  'service_state',
  'sessions',
  'signing_keys',
  'throttle',
  'throttle_limits',
  'users',
]

describe.each(databases)('migrations on $name', ({ fresh }) => {
  const empty = (): Promise<FreshDatabase> => fresh({ empty: true })

  test('an empty database is migrated; a second run changes nothing', async () => {
    const database = await (await empty()).open()
    expect(await schemaState(database)).toBe('absent')
    await migrate(database)
    expect(await schemaState(database)).toBe('current')
    await migrate(database)
    expect(await tables(database)).toEqual(OURS)
    expect(await database.kysely.selectFrom('service_state').select(['epoch', 'keys_version']).execute()).toEqual([
      { epoch: 0, keys_version: 0 },
    ])
  })

  test('several processes that migrate at once all succeed', async () => {
    const made = await empty()
    const all = await Promise.all(Array.from({ length: 4 }, () => made.open()))
    await Promise.all(all.map((database) => migrate(database, schemaOf(3))))
    for (const database of all) expect(await schemaState(database, schemaOf(3))).toBe('current')
    expect(await tables(all[0]!)).toEqual(['more_2', 'more_3', ...OURS].sort())
  })

  test('a crashed migration leaves nothing and can be repeated (F 9)', async () => {
    const made = await empty()
    await ended(startChild('crash-in-migration', JSON.stringify(made.config)))
    const database = await made.open()
    expect(await schemaState(database)).toBe('absent')
    expect(await tables(database)).toEqual([])
    await migrate(database)
    expect(await tables(database)).toEqual(OURS)
  })

  test('a failed migration throws, leaves nothing, and can be repeated (F 9)', async () => {
    const database = await (await empty()).open()
    const failing = (): Migration => ({
      async up(db) {
        await sql`create table half_done (id integer)`.execute(db)
        throw new Error('no further')
      },
    })
    await expect(migrate(database, { release: 1, migrations: { ...schema.migrations, '01-002-failing': failing } })).rejects.toThrow(
      'no further',
    )
    expect(await tables(database)).toEqual([])
    await migrate(database)
    expect(await schemaState(database)).toBe('current')
  })

  test('a schema one release ahead is accepted; two ahead is refused', async () => {
    const database = await (await fresh()).open()
    await migrate(database, schemaOf(2))
    expect(await schemaState(database)).toBe('ahead')
    await migrate(database)
    expect(await schemaState(database)).toBe('ahead')
    await migrate(database, schemaOf(3))
    expect(await schemaState(database)).toBe('too_far_ahead')
    await expect(migrate(database)).rejects.toThrow(/more than one release ahead/)
    await migrate(database, schemaOf(2))
    expect(await tables(database)).toEqual(['more_2', 'more_3', ...OURS].sort())
  })

  test('databases of an older `dev` are marked, ordinary ones are not (P 11)', async () => {
    const before = Object.fromEntries(Object.entries(schema.migrations).filter(([name]) => name < '01-006'))
    const marked = async (rows: string[]) => {
      const database = await (await empty()).open()
      await migrate(database, { release: 1, migrations: before })
      for (const row of rows) await sql.raw(row).execute(database.kysely)
      await migrate(database)
      const { dev_at_ms } = await database.kysely.selectFrom('service_state').select('dev_at_ms').executeTakeFirstOrThrow()
      return dev_at_ms
    }
    const user = `insert into users (id, username, username_key, password_hash, scope, epoch, created_at_ms, password_changed_at_ms)
      values ('usr_1', 'demo', 'demo', '', '', 0, 200, 200)`
    const client = `insert into clients (id, confidential, grants, audiences, identifiers, auth_methods, epoch, created_at_ms)
      values ('demo-service', 1, '', '', '', '', 0, 100)`
    expect([await marked([user]), await marked([user, client]), await marked([client])]).toEqual([null, 200, 100])
  })

  test('columns are only text, integers and bytes', async () => {
    const database = await (await fresh()).open()
    const ours = (await database.kysely.introspection.getTables()).filter(({ name }) => OURS.includes(name))
    const types = new Set(ours.flatMap(({ columns }) => columns.map(({ dataType }) => dataType.toLowerCase())))
    expect([...types].filter((type) => !['text', 'integer', 'int4', 'int8', 'blob', 'bytea'].includes(type))).toEqual([])
  })
})
