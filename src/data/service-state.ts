import { sql } from 'kysely'
import type { ServiceStateStore } from '../service-state.ts'
import type { Database } from './database.ts'

/** The id of the one row, as part of the text: a parameter would say nothing. */
export const THE_ROW = sql.lit(1)

export const createServiceStateStore = ({ kysely, kind }: Database): ServiceStateStore => ({
  async read() {
    const row = await kysely
      .selectFrom('service_state')
      .select(['epoch', 'keys_version'])
      .where('id', '=', THE_ROW)
      .executeTakeFirstOrThrow()
    return { epoch: row.epoch, keysVersion: row.keys_version }
  },

  async expectWritable() {
    if (kind === 'sqlite') return
    // PostgreSQL refuses any UPDATE where nothing may be written, also one of no row.
    await kysely.updateTable('service_state').set({ epoch: sql`epoch` }).where(sql.lit(false)).execute()
  },
})
