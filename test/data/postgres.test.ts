import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import type { Database } from '../../src/data/database.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { kyselyOver } from '../../src/data/postgres/open-postgres.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { administer, postgres } from '../support/databases.ts'
import { startPostgres } from '../support/postgres.ts'
import { createRelay } from '../support/relay.ts'
import { type Playground, playground } from './playground.ts'

type PostgresConfig = Extract<DatabaseConfig, { kind: 'postgres' }>
const UNAVAILABLE = { name: 'StorageError', code: 'unavailable' }

describe.skipIf(postgres === null)('the PostgreSQL driver', () => {
  /** Opens a database with one connection, so that the session is known. */
  async function single(changes: Partial<PostgresConfig> = {}) {
    const { config } = await postgres!.fresh()
    const own = { ...(config as PostgresConfig), poolSize: 1, ...changes }
    const database = await openDatabase(own)
    const play = await playground(database)
    await play.kysely.insertInto('t').values({ id: 1, counter: 0, name: 'one' }).execute()
    return { database, play, url: own.url }
  }
  const raise = ({ kysely }: Playground) => kysely.updateTable('t').set({ counter: sql`counter + 1` }).where('id', '=', 1)
  const all = ({ kysely }: Playground) => sql<object>`select * from t where id = ${1}`.execute(kysely)

  /** Returns how often each prepared statement of the connection has run. */
  async function prepared({ kysely }: Database, like: string): Promise<number[]> {
    const counts = sql<{
      n: number
    }>`select (generic_plans + custom_plans)::int8 as n from pg_prepared_statements where statement like ${sql.lit(like)}`
    return (await counts.execute(kysely)).rows.map(({ n }) => n)
  }

  test('a statement is prepared once and reused, even in transactions', async () => {
    const { database, play } = await single()
    for (let i = 0; i < 4; i += 1) await raise(play).execute()
    for (let i = 0; i < 4; i += 1) await database.together(raise(play), [])
    expect(await prepared(database, 'update "t"%')).toEqual([8])
    await database.close()
  })

  test('behind a pooler nothing is prepared', async () => {
    const { database, play } = await single({ namedStatements: false })
    for (let i = 0; i < 4; i += 1) await raise(play).execute()
    expect(await prepared(database, '%')).toEqual([])
    expect(await play.counter()).toBe(4)
    await database.close()
  })

  test('int8 is read as a number; an unsafe integer is an error', async () => {
    const { database, play } = await single()
    expect(
      (
        await play.kysely
          .selectFrom('t')
          .select((t) => t.fn.countAll().as('n'))
          .execute()
      )[0]!.n,
    ).toBe(1)
    await sql`insert into t values (9007199254740993, 0)`.execute(play.kysely)
    for (let i = 0; i < 2; i += 1)
      await expect(play.kysely.selectFrom('t').select('id').where('id', '>', 1).execute()).rejects.toThrow(RangeError)
    expect(await play.counter()).toBe(0)
    expect(pg.types.getTypeParser(20)('1')).toBe('1')
    await database.close()
  })

  test('a statement survives a migration that changes its result (0A000)', async () => {
    const { database, play, url } = await single()
    for (let i = 0; i < 7; i += 1) await all(play)
    const list = () => database.together(raise(play).returningAll(), [])
    for (let i = 0; i < 7; i += 1) await list()
    await administer(url, 'alter table t add column extra int default 3')
    expect((await all(play)).rows).toEqual([{ id: 1, counter: 7, name: 'one', extra: 3 }])
    expect((await list())![0]!.rows).toEqual([{ id: 1, counter: 8, name: 'one', extra: 3 }])
    await database.close()
  })

  test('standings read in one turn are one statement per 100 ids', async () => {
    const { database } = await single()
    const { findStanding } = createSessionStore(database)
    await Promise.all(Array.from({ length: 50 }, (_, i) => findStanding(`session ${i % 25}`)))
    expect(await prepared(database, '%= any(%')).toEqual([1])
    await Promise.all(Array.from({ length: 250 }, (_, i) => findStanding(`session ${i}`)))
    expect(await prepared(database, '%= any(%')).toEqual([4])
    await database.close()
  })

  test('without a server, statements fail at once as unavailable (F 4)', async () => {
    const database = await openDatabase({ kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 2, namedStatements: true })
    const sessions = createSessionStore(database)
    await expect(sessions.sweep(1, 1)).rejects.toMatchObject({ ...UNAVAILABLE, storageCode: 'ECONNREFUSED' })
    await expect(sessions.findStanding('a')).rejects.toMatchObject(UNAVAILABLE)
    await expect(database.together(database.kysely.deleteFrom('users'), [])).rejects.toMatchObject(UNAVAILABLE)
    await database.close()
  })

  test('the error says that a server refused the connection (F 4)', async () => {
    const { config } = await postgres!.fresh()
    const { url } = config as PostgresConfig
    const database = await openDatabase({ ...(config as PostgresConfig), url: url.replace(/\/[^/]+$/, '/nothing') })
    await expect(database.examine()).rejects.toMatchObject({
      ...UNAVAILABLE,
      storageCode: '3D000',
      message: 'The database refused the connection.',
    })
    await database.close()
  })

  test('a connection cut in a transaction is unavailable, and the next works (F 4)', async () => {
    const { database, play } = await single()
    const suicide = play.kysely.selectFrom('t').select(sql`pg_terminate_backend(pg_backend_pid())`.as('gone')).where('id', '=', 1)
    await expect(database.together(raise(play), [suicide, raise(play)])).rejects.toMatchObject(UNAVAILABLE)
    await expect(suicide.execute()).rejects.toMatchObject({ ...UNAVAILABLE, storageCode: '57P01' })
    expect(await play.counter()).toBe(0)
    await database.close()
  })

  test('on a read-only server, writes are unavailable and reads continue (F 4)', async () => {
    const { config } = await postgres!.fresh()
    const { url } = config as PostgresConfig
    await administer(url, `alter database ${url.split('/').at(-1)} set default_transaction_read_only = on`)
    const database = await openDatabase(config)
    await expect(createSessionStore(database).sweep(1, 1)).rejects.toMatchObject({ ...UNAVAILABLE, storageCode: '25006' })
    expect((await createSessionStore(database).findStanding('a')).keysVersion).toBe(0)
    await database.close()
  })

  test('a statement without a timely answer is unavailable and delays no other (F 4)', async () => {
    const { config } = await postgres!.fresh()
    const { kysely, end } = kyselyOver({ ...(config as PostgresConfig), poolSize: 1, answerMs: 200 })
    const start = performance.now()
    await expect(sql`select pg_sleep(${5})`.execute(kysely)).rejects.toMatchObject(UNAVAILABLE)
    expect((await sql`select 1 as n`.execute(kysely)).rows).toEqual([{ n: 1 }])
    expect(performance.now() - start).toBeLessThan(4500)
    await end()
  })

  test('one silent connection closes the others that are as old (F 4)', async () => {
    const { config } = await postgres!.fresh()
    const relay = await createRelay((config as PostgresConfig).url)
    const { kysely, end } = kyselyOver({ ...(config as PostgresConfig), url: relay.url, poolSize: 4, answerMs: 1000 })
    const ask = () => sql`select 1 as n`.execute(kysely)
    await Promise.all(Array.from({ length: 4 }, ask))
    relay.silence()
    await expect(ask()).rejects.toMatchObject(UNAVAILABLE)
    for (let turn = 0; turn < 4; turn += 1) expect((await ask()).rows).toEqual([{ n: 1 }])
    await end()
    await relay.close()
  })

  test('a restarted server is unavailable meanwhile, and then works again (F 4)', async () => {
    const server = (await startPostgres())!
    const database = await openDatabase({ kind: 'postgres', url: server.url, poolSize: 4, namedStatements: true })
    const play = await playground(database)
    await Promise.all(Array.from({ length: 4 }, () => play.counter()))
    await server.stop()
    await expect(play.counter()).rejects.toMatchObject(UNAVAILABLE)
    await server.start()
    expect(await play.counter()).toBeUndefined()
    await database.close()
    await server.remove()
  })
})
