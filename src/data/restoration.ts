import { sql } from 'kysely'
import type { RestorationStore } from '../sessions/epoch-restoration.ts'
import type { Database } from './database.ts'
import { noOneTimeSecret, SIGNING_KEY, THE_ROW } from './schema.ts'
import { recording } from './write-with-events.ts'

export const createRestorationStore = (database: Database): RestorationStore => ({
  async restore({ fromKeysVersion, step, keys, event }) {
    const { kysely } = database
    const guard = kysely
      .updateTable('service_state')
      .set({ epoch: sql<number>`epoch + ${step}`, keys_version: sql<number>`keys_version + ${step}` })
      .where('id', '=', THE_ROW)
      .where('keys_version', '=', fromKeysVersion)
      .returning('epoch')
    const rest = [
      kysely.deleteFrom('signing_keys'),
      kysely.insertInto('signing_keys').values(keys.map(SIGNING_KEY.write)),
      // A one-time secret that was used since the backup would be good again.
      kysely.updateTable('users').set(noOneTimeSecret).where('one_time_secret_hmac', 'is not', null),
      recording(database, event),
    ]
    const [state] = (await database.together(guard, rest))?.[0]?.rows ?? []
    return (state as { epoch: number } | undefined)?.epoch
  },
})
