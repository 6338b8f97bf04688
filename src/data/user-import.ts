import { sql } from 'kysely'
import type { UserImportStore } from '../accounts/user-import.ts'
import type { Database } from './database.ts'
import { USER } from './schema.ts'

export function createUserImportStore(database: Database): UserImportStore {
  const { kysely } = database
  const detail =
    database.kind === 'sqlite' ? sql<string>`json_object('scope', scope)` : sql<string>`json_build_object('scope', scope)::text`
  return {
    async taken(usernameKeys) {
      const rows = await kysely.selectFrom('users').select('username_key').where('username_key', 'in', usernameKeys).execute()
      return new Set(rows.map(({ username_key }) => username_key))
    },

    async createMany(users, { actor }) {
      const insert = kysely.insertInto('users').values(users.map(USER.write))
      const unlessTaken = insert.onConflict((conflict) => conflict.column('username_key').doNothing()).returning('id')
      // Only a command imports, and it has no log, so these events are not reported.
      // The ids are new, so the rows that have them now were just inserted.
      const made = kysely
        .selectFrom('users')
        .select([
          sql<'user_created'>`'user_created'`.as('type'),
          'created_at_ms',
          'id',
          sql<string | null>`${actor ?? null}`.as('actor'),
          sql<number>`1`.as('count'),
          detail.as('detail'),
        ])
        .where(
          'id',
          'in',
          users.map(({ id }) => id),
        )
      const events = kysely.insertInto('events').columns(['type', 'at_ms', 'user_id', 'actor', 'count', 'detail']).expression(made)
      const results = await database.together(unlessTaken, [events])
      return results?.[0]?.rows.length ?? 0
    },
  }
}
