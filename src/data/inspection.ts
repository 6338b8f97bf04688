import { sql } from 'kysely'
import type { Database } from './database.ts'

/** What `trim()` of JavaScript removes. `trim()` of SQL removes spaces alone. */
const WHITE_SPACE =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'

/** Questions of an operator that no rule asks. They read whole tables. */
export interface Inspection {
  /** Returns users with white space around their names: the ids of the first ones, and how many there are. */
  findUntrimmed(limit: number): Promise<{ ids: string[]; count: number }>
}

export const createInspection = ({ kysely }: Database): Inspection => ({
  async findUntrimmed(limit) {
    const untrimmed = kysely
      .selectFrom('users')
      .where(sql<string>`trim(username, ${sql.lit(WHITE_SPACE)})`, '<>', (is) => is.ref('username'))
    const { count } = await untrimmed.select((is) => is.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    const rows = await untrimmed.select('id').orderBy('id').limit(limit).execute()
    return { ids: rows.map(({ id }) => id), count: Number(count) }
  },
})
