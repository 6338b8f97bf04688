import { sql } from 'kysely'
import type { ServiceEpochStore } from '../sessions/service-epoch.ts'
import type { Database } from './database.ts'

/** The id of the one row, as part of the text: a parameter would say nothing. */
export const THE_ROW = sql.lit(1)

export const createServiceStateStore = ({ kysely }: Database): ServiceEpochStore => ({
  async readEpoch() {
    const row = await kysely.selectFrom('service_state').select('epoch').where('id', '=', THE_ROW).executeTakeFirstOrThrow()
    return row.epoch
  },
})
