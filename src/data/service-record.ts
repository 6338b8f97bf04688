import type { ServiceRecordStore } from '../service-state.ts'
import type { Database } from './database.ts'
import { THE_ROW } from './service-state.ts'

export function createServiceRecordStore({ kysely }: Database): ServiceRecordStore {
  const update = () => kysely.updateTable('service_state').where('id', '=', THE_ROW)
  return {
    async read() {
      const row = await kysely
        .selectFrom('service_state')
        .select(['issuer', 'dev_at_ms'])
        .where('id', '=', THE_ROW)
        .executeTakeFirstOrThrow()
      return { issuer: row.issuer, devAtMs: row.dev_at_ms }
    },
    async keepIssuer(issuer) {
      await update().set({ issuer }).execute()
    },
    async markDev(atMs) {
      await update().set({ dev_at_ms: atMs }).execute()
    },
  }
}
