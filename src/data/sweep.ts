import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import type { Tables } from './schema.ts'

/**
 * Deletes rows whose `column` is before `beforeMs`, the oldest first, at most `limit`.
 *
 * @param key the whole primary key: a part of it would delete other rows too.
 * @returns how many rows it deleted.
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
  // While replicas sweep, a plan that reads a subquery twice would pass the limit; an array is read once. The
  // array holds the places of the locked rows (`ctid`), which are quick to find for any key.
  const chosen =
    kind === 'postgres' ? sql`ctid = any(array(${dead(sql`ctid`)} for update skip locked))` : sql`(${columns}) in (${dead(columns)})`
  const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where ${chosen}`.execute(kysely)
  return Number(numAffectedRows)
}
