import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import type { Tables } from './schema.ts'

/**
 * Deletes rows whose `column` is before `beforeMs`, the oldest first, at most `limit`; how many.
 *
 * @param key The whole primary key: by a part of it others would go too.
 */
export async function sweepTable<T extends keyof Tables>(
  { kysely, kind }: Database,
  { table, key, column }: { table: T; key: readonly (keyof Tables[T] & string)[]; column: keyof Tables[T] & string },
  beforeMs: number,
  limit: number,
): Promise<number> {
  const dead = (row: RawBuilder<unknown>) =>
    sql`select ${row} from ${sql.table(table)} where ${sql.ref(column)} < ${beforeMs} order by ${sql.ref(column)} limit ${limit}`
  const columns = sql.join(key.map((one) => sql.ref(one)))
  // Replicas sweep beside one another. An array is read once, where a plan may read a subquery again and pass the limit; it holds where the rows are that are locked,
  // which is found at once whatever the key.
  const chosen =
    kind === 'postgres' ? sql`ctid = any(array(${dead(sql`ctid`)} for update skip locked))` : sql`(${columns}) in (${dead(columns)})`
  const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where ${chosen}`.execute(kysely)
  return Number(numAffectedRows)
}
