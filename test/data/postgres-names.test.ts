// Prepared statements are named after their text. They are given up if a pooler shares the server's sessions.
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import type { Database } from '../../src/data/database.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { unwatched } from '../../src/data/storage-watch.ts'
import { postgres } from '../support/databases.ts'
import { type Playground, playground } from './playground.ts'

describe.skipIf(postgres === null)('names of prepared statements', () => {
  /** Opens databases with one connection each, so that each session is known. All use one database. */
  async function opened(count: number) {
    const config = (await postgres!.fresh({ empty: true })).config as Extract<DatabaseConfig, { kind: 'postgres' }>
    const lost: true[] = []
    const watch = { ...unwatched, namesLost: () => void lost.push(true) }
    const databases = await Promise.all(Array.from({ length: count }, () => openDatabase({ ...config, poolSize: 1 }, { watch })))
    const play = await playground(databases[0]!)
    await play.kysely.insertInto('t').values({ id: 1, counter: 0, name: 'one' }).execute()
    return { databases, play, timesLost: () => lost.length, close: () => Promise.all(databases.map(({ close }) => close())) }
  }
  const raise = ({ kysely }: Playground) => kysely.updateTable('t').set({ counter: sql`counter + 1` }).where('id', '=', 1)
  const namesAt = async ({ kysely }: Database): Promise<string[]> =>
    (await sql<{ name: string }>`select name from pg_prepared_statements where statement like 'update "t"%'`.execute(kysely)).rows.map(
      ({ name }) => name,
    )

  test('two processes give one text the same name (F 12)', async () => {
    const { databases, play, close } = await opened(2)
    await raise(play).execute()
    await raise(await playground(databases[1]!)).execute()
    const [name] = await namesAt(databases[0]!)
    expect(name).toMatch(/^mintmark_[\w-]{22}$/)
    expect(await namesAt(databases[1]!)).toEqual([name])
    await close()
  })

  test('losing a name (26000) ends all names without an error (F 12)', async () => {
    const { databases, play, timesLost, close } = await opened(1)
    await raise(play).execute()
    await sql`discard all`.execute(play.kysely)
    await raise(play).execute()
    expect(await databases[0]!.together(raise(play), [raise(play)])).toHaveLength(2)
    expect([await play.counter(), await namesAt(databases[0]!), timesLost()]).toEqual([4, [], 1])
    await close()
  })

  test('a foreign name (42P05) ends all names, even in transactions (F 12)', async () => {
    for (const write of [
      (_: Database, play: Playground) => raise(play).execute(),
      (database: Database, play: Playground) => database.together(raise(play), []),
    ]) {
      const { databases, play, timesLost, close } = await opened(2)
      await raise(await playground(databases[1]!)).execute()
      const [name] = await namesAt(databases[1]!)
      await sql`prepare ${sql.ref(name!)} as select 1`.execute(play.kysely)
      await write(databases[0]!, play)
      await write(databases[0]!, play)
      expect([await play.counter(), timesLost()]).toEqual([3, 1])
      await close()
    }
  })
})
