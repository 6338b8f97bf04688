import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { Tables } from './schema.ts'

/** Deletes rows whose `column` is before `beforeMs`, the oldest first, at most `limit`; how many. */
export async function sweepTable(
  { kysely, kind }: Database,
  { table, key, column }: { table: keyof Tables; key: string; column: string },
  beforeMs: number,
  limit: number,
): Promise<number> {
  const dead = sql`select ${sql.ref(key)} from ${sql.table(table)} where ${sql.ref(column)} < ${beforeMs} order by ${sql.ref(column)} limit ${limit}`
  // Replicas sweep beside one another. An array is read once, where a plan may read a subquery again and pass the limit.
  const keys = kind === 'postgres' ? sql`= any(array(${dead} for update skip locked))` : sql`in (${dead})`
  const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where ${sql.ref(key)} ${keys}`.execute(kysely)
  return Number(numAffectedRows)
}
