import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/data/database.ts'

export interface PlaygroundTables {
  t: { id: number; counter: number; name: string | null }
  parent: { id: number }
  child: { id: number; parent: number }
}

export interface Playground {
  kysely: Kysely<PlaygroundTables>
  counter(id?: number): Promise<number | undefined>
  names(): Promise<(string | null)[]>
}

/** Creates tables for tests of the drivers themselves. */
export async function playground(database: Database): Promise<Playground> {
  const kysely = database.kysely as unknown as Kysely<PlaygroundTables>
  const integer = sql.raw(database.kind === 'sqlite' ? 'integer' : 'bigint')
  const statements = [
    sql`create table if not exists t (id ${integer} primary key, counter ${integer} not null check (counter < 100000), name text unique)`,
    sql`create table if not exists parent (id ${integer} primary key)`,
    sql`create table if not exists child (id ${integer} primary key, parent ${integer} references parent (id) deferrable initially deferred)`,
  ]
  for (const statement of statements) await statement.execute(kysely)
  return {
    kysely,
    counter: async (id = 1) => (await kysely.selectFrom('t').select('counter').where('id', '=', id).executeTakeFirst())?.counter,
    names: async () => (await kysely.selectFrom('t').select('name').orderBy('id').execute()).map(({ name }) => name),
  }
}
