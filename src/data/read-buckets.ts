import type { ThrottleStore } from '../throttle/throttle-store.ts'
import type { RowOf } from './columns.ts'
import type { Database } from './database.ts'
import { COUNTED, THE_ROW, THROTTLE_LIMITS } from './schema.ts'
import { compiledOnceEach, planKept } from './statement.ts'

type Row = RowOf<typeof THROTTLE_LIMITS> & { [Column in keyof RowOf<typeof COUNTED>]: RowOf<typeof COUNTED>[Column] | null }
type BucketRow = Row & RowOf<typeof COUNTED>

/** Reads buckets and limits in one statement, so that a login asks no more often than without limits. */
export function createReadBuckets({ kysely }: Database): ThrottleStore['read'] {
  const reading = compiledOnceEach<readonly string[], Row>((keys, length) =>
    kysely
      .selectFrom('throttle_limits as limits')
      .leftJoin('throttle as bucket', (join) =>
        join.on(
          'bucket.key',
          'in',
          Array.from({ length }, (_, i) => planKept(keys[i]!)),
        ),
      )
      .select([...THROTTLE_LIMITS.columns, ...COUNTED.columns])
      .where('limits.id', '=', THE_ROW),
  )
  return async (keys) => {
    const { rows } = await kysely.executeQuery(reading(keys, keys.length))
    const counted = rows.filter((row): row is BucketRow => row.key !== null).map(COUNTED.read)
    return { counted, limits: THROTTLE_LIMITS.read(rows[0]!) }
  }
}
