import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { type FreshDatabase, sqlite } from '../support/databases.ts'
import { type Playground, playground } from './playground.ts'

describe.each(['main', 'worker'] as const)('the SQLite writer on the %s thread', (writer) => {
  let made: FreshDatabase
  let database: Database
  let play: Playground
  beforeEach(async () => {
    made = await sqlite.fresh({ empty: true })
    database = await made.open({ sqlite: { writer, busyLimitMs: 300 } })
    play = await playground(database)
    await play.kysely.insertInto('t').values({ id: 1, counter: 0, name: 'one' }).execute()
  })
  const insert = (id: number, name: string | null = null, counter = 0) =>
    play.kysely.insertInto('t').values({ id, counter, name }).execute()
  const raise = () => play.kysely.updateTable('t').set({ counter: sql`counter + 1` }).where('id', '=', 1).executeTakeFirstOrThrow()
  const statuses = (outcomes: PromiseSettledResult<unknown>[]) => outcomes.map(({ status }) => status)

  test('the writer runs on the requested thread', () => {
    expect(database.direct!.writerPlace).toBe(writer)
  })

  test('a failing statement fails alone, and each gets its own result', async () => {
    const outcomes = await Promise.allSettled([
      insert(2, 'two'),
      insert(3, 'one'),
      insert(4, null, 999_999),
      raise(),
      sql`insert into nowhere values (${1})`.execute(play.kysely),
    ])
    expect(statuses(outcomes)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled', 'rejected'])
    expect(outcomes[1]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_UNIQUE' } })
    expect(outcomes[2]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_CHECK' } })
    expect(outcomes[3]).toMatchObject({ value: { numUpdatedRows: 1n } })
    expect(await play.names()).toEqual(['one', 'two'])
  })

  test('a foreign key failing at COMMIT, and OR ROLLBACK, fail alone', async () => {
    const child = (id: number, parent: number) => play.kysely.insertInto('child').values({ id, parent }).execute()
    const outcomes = await Promise.allSettled([
      play.kysely.insertInto('parent').values({ id: 1 }).execute(),
      child(1, 42),
      child(2, 1),
      sql`insert or rollback into t (id, counter, name) values (2, 0, 'one')`.execute(play.kysely),
      database.together(play.kysely.updateTable('t').set({ counter: 5 }).where('id', '=', 1), [
        play.kysely.insertInto('child').values({ id: 3, parent: 42 }),
      ]),
      raise(),
    ])
    expect(statuses(outcomes)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' } })
    expect(await play.counter()).toBe(1)
    expect((await play.kysely.selectFrom('child').select('id').execute()).map(({ id }) => id)).toEqual([2])
  })

  test('a parameter that cannot be bound fails only its own statement', async () => {
    const odd = sql`update t set counter = ${Symbol('odd')}`.execute(play.kysely)
    expect(statuses(await Promise.allSettled([raise(), odd, raise()]))).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await play.counter()).toBe(2)
  })

  test('a read sees only committed data and its own transaction', async () => {
    const write = raise()
    expect(await play.counter()).toBe(0)
    await write
    await play.kysely.transaction().execute(async (transaction) => {
      await transaction.updateTable('t').set({ counter: 9 }).execute()
      expect((await transaction.selectFrom('t').select('counter').executeTakeFirstOrThrow()).counter).toBe(9)
      expect(await play.counter()).toBe(1)
    })
    expect(await play.counter()).toBe(9)
  })

  test('a write that bypasses the open transaction is refused, not stuck', async () => {
    const stuck = play.kysely.transaction().execute(() => raise())
    await expect(stuck).rejects.toMatchObject({ code: 'unavailable', storageCode: 'SQLITE_BUSY' })
    await raise()
    expect(await play.counter()).toBe(1)
  })

  test('a transaction that SQLite ended does not continue without one', async () => {
    const broken = play.kysely.transaction().execute(async (transaction) => {
      await transaction.updateTable('t').set({ counter: 5 }).execute()
      await sql`insert or rollback into t (id, counter, name) values (2, 0, 'one')`.execute(transaction).catch(() => {})
      await transaction.updateTable('t').set({ counter: 9 }).execute()
    })
    await expect(broken).rejects.toThrow()
    expect(await play.counter()).toBe(0)
    await raise()
    expect(await play.counter()).toBe(1)
  })

  test.each(['begin', 'commit', 'rollback', 'savepoint a', 'vacuum', 'pragma foreign_keys = off', "attach ':memory:' as a"])(
    '%s is refused, and statements beside it still work',
    async (text) => {
      const outcomes = await Promise.allSettled([raise(), sql.raw(text).execute(play.kysely), raise()])
      expect(statuses(outcomes)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      await expect(play.kysely.insertInto('child').values({ id: 1, parent: 42 }).execute()).rejects.toMatchObject({
        code: 'SQLITE_CONSTRAINT_FOREIGNKEY',
      })
    },
  )

  test('cached statements survive a change of the schema', async () => {
    const all = async () => (await sql`select * from t`.execute(play.kysely)).rows
    expect(await all()).toEqual([{ id: 1, counter: 0, name: 'one' }])
    await raise()
    await sql`alter table t add column extra integer default 7`.execute(play.kysely)
    await raise()
    expect(await all()).toEqual([{ id: 1, counter: 2, name: 'one', extra: 7 }])
  })

  test('more statements than the cache holds still run', async () => {
    for (let i = 0; i < 600; i += 1) expect((await sql.raw(`select ${i} as n`).execute(play.kysely)).rows).toEqual([{ n: i }])
  })

  test('on a full database, writes are unavailable, reads continue, and it recovers (F 3)', async () => {
    const limit = (pages: number) =>
      play.kysely.transaction().execute((transaction) => sql.raw(`pragma max_page_count = ${pages}`).execute(transaction))
    await limit(1)
    const big = () => insert(2, 'x'.repeat(100_000))
    await expect(big()).rejects.toMatchObject({ code: 'unavailable', storageCode: 'SQLITE_FULL' })
    expect(await play.counter()).toBe(0)
    await limit(100_000)
    await big()
    expect(await play.names()).toHaveLength(2)
  })

  test('writes that wait at the close are still written', async () => {
    const writes = Array.from({ length: 300 }, raise)
    await Promise.all([...writes, database.close()])
    const again = await playground(await made.open({ sqlite: { writer } }))
    expect(await again.counter()).toBe(300)
  })
})
