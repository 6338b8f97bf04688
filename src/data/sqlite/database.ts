import { Kysely } from 'kysely'
import type { Database, OpenOptions } from '../database.ts'
import type { Tables } from '../schema.ts'
import { held, writeOf } from '../statement.ts'
import { unwatched } from '../storage-watch.ts'
import { sqliteDialect } from './dialect.ts'
import { openSqliteStorage } from './storage.ts'
import { watchedStorage } from './watched-storage.ts'

export async function openSqlite(file: string, { sqlite, watch = unwatched }: OpenOptions): Promise<Database> {
  const storage = watchedStorage(await openSqliteStorage(file, sqlite), watch)
  const kysely = new Kysely<Tables>({ dialect: sqliteDialect(storage) })
  return {
    kind: 'sqlite',
    kysely,
    direct: storage,
    async together(guard, rest) {
      const results = await storage.write(writeOf(guard, rest))
      return held(results[0]!) ? results : undefined
    },
    examine: async () => [],
    inMigration: (work) => work(kysely),
    close: storage.close,
  }
}
