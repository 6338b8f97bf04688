import type { LimitStore } from '../throttle/limits.ts'
import type { Database } from './database.ts'
import { THE_ROW, THROTTLE_LIMITS } from './schema.ts'

export const createLimitStore = ({ kysely }: Database): LimitStore => ({
  async read() {
    const select = kysely.selectFrom('throttle_limits').select(THROTTLE_LIMITS.columns).where('id', '=', THE_ROW)
    return THROTTLE_LIMITS.read(await select.executeTakeFirstOrThrow())
  },
  async keep(limits) {
    await kysely.updateTable('throttle_limits').set(THROTTLE_LIMITS.write(limits)).where('id', '=', THE_ROW).execute()
  },
})
