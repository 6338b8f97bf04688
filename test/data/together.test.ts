import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { databases } from '../support/databases.ts'
import { type Playground, playground } from './playground.ts'

describe.each(databases)('statements run together on $name', ({ fresh }) => {
  let database: Database
  let play: Playground
  beforeAll(async () => {
    database = await (await fresh({ empty: true })).open()
    play = await playground(database)
  })
  beforeEach(async () => {
    await play.kysely.deleteFrom('t').execute()
    await play.kysely.insertInto('t').values({ id: 1, counter: 0, name: 'one' }).execute()
  })

  const raise = (from: number) =>
    play.kysely
      .updateTable('t')
      .set({ counter: from + 1 })
      .where('id', '=', 1)
      .where('counter', '=', from)
  const insert = (id: number, name: string) => play.kysely.insertInto('t').values({ id, counter: 0, name })

  test('if the guard holds, all statements run and return in order', async () => {
    const results = await database.together(raise(0).returning('counter'), [insert(2, 'two'), insert(3, 'three').returning('name')])
    expect(results!.map(({ rows }) => rows)).toEqual([[{ counter: 1 }], [], [{ name: 'three' }]])
    expect(results![1]!.numAffectedRows).toBe(1n)
    expect(await play.names()).toEqual(['one', 'two', 'three'])
  })

  test('if the guard does not hold, nothing runs', async () => {
    expect(await database.together(raise(7), [insert(2, 'two')])).toBeUndefined()
    expect(await database.together(raise(7).returning('counter'), [insert(2, 'two')])).toBeUndefined()
    expect(await database.together(raise(7), [])).toBeUndefined()
    expect(await play.names()).toEqual(['one'])
  })

  test('a guard may be a read', async () => {
    const guard = (id: number) => play.kysely.selectFrom('t').select('id').where('id', '=', id)
    expect(await database.together(guard(9), [insert(2, 'two')])).toBeUndefined()
    expect(await database.together(guard(1), [insert(2, 'two')])).toHaveLength(2)
    expect(await play.names()).toEqual(['one', 'two'])
  })

  test('a later failure undoes the whole list, and fails alone', async () => {
    await insert(20, 'twenty').execute()
    const raiseTwenty = play.kysely.updateTable('t').set({ counter: 1 }).where('id', '=', 20)
    const outcomes = await Promise.allSettled([
      insert(10, 'before').execute(),
      database.together(raise(0), [insert(11, 'inside'), insert(12, 'one')]),
      database.together(raiseTwenty, [insert(13, 'beside')]),
      insert(14, 'after').execute(),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect((await play.names()).toSorted()).toEqual(['after', 'before', 'beside', 'one', 'twenty'])
    expect([await play.counter(), await play.counter(20)]).toEqual([0, 1])
  })

  test('of 32 lists with the same guard, one runs', async () => {
    const all = await Promise.all(Array.from({ length: 32 }, (_, i) => database.together(raise(0), [insert(100 + i, `racer ${i}`)])))
    expect(all.filter((results) => results !== undefined)).toHaveLength(1)
    expect(await play.names()).toHaveLength(2)
  })

  test('of 64 guarded updates at once, one wins', async () => {
    for (let from = 0; from < 5; from += 1) {
      const rows = await Promise.all(Array.from({ length: 64 }, () => raise(from).returning('id').execute()))
      expect(rows.flat()).toHaveLength(1)
    }
    expect(await play.counter()).toBe(5)
  })

  test('the next read sees what was awaited', async () => {
    for (let from = 0; from < 10; from += 1) {
      await raise(from).execute()
      expect(await play.counter()).toBe(from + 1)
    }
  })

  test('a faulty statement causes no storage error', async () => {
    await expect(insert(5, 'one').execute()).rejects.not.toHaveProperty('storageCode')
    await expect(sql`select nonsense from t where id = ${1}`.execute(play.kysely)).rejects.not.toHaveProperty('storageCode')
  })

  test('after the close, everything is refused as unavailable', async () => {
    const own = await (await fresh()).open()
    await own.close()
    const reads = own.kysely.selectFrom('users').select('id').execute()
    const writes = own.kysely.deleteFrom('users').execute()
    const lists = own.together(own.kysely.deleteFrom('users'), [])
    for (const refused of [reads, writes, lists]) await expect(refused).rejects.toMatchObject({ name: 'StorageError', code: 'unavailable' })
  })
})
