import { sql } from 'kysely'
import type { ServiceRecordStore, ServiceStateStore } from '../service-state.ts'
import type { Database } from './database.ts'
import { SERVICE_RECORD, SERVICE_STATE, THE_ROW } from './schema.ts'

export function createServiceStateStore({ kysely, kind }: Database): ServiceStateStore {
  // Every login reads it, so it is compiled once.
  const select = kysely.selectFrom('service_state').select(SERVICE_STATE.columns).where('id', '=', THE_ROW).compile()
  return {
    async read() {
      const { rows } = await kysely.executeQuery(select)
      return SERVICE_STATE.read(rows[0]!)
    },

    async expectWritable() {
      if (kind === 'sqlite') return
      // A PostgreSQL server that accepts no writes refuses any UPDATE, even one that matches no row.
      await kysely.updateTable('service_state').set({ epoch: sql`epoch` }).where(sql.lit(false)).execute()
    },
  }
}

/** Stores what a service leaves for commands and for the next service, in the same row. */
export function createServiceRecordStore({ kysely }: Database): ServiceRecordStore {
  const update = () => kysely.updateTable('service_state').where('id', '=', THE_ROW)
  return {
    async read() {
      const select = kysely.selectFrom('service_state').select(SERVICE_RECORD.columns)
      return SERVICE_RECORD.read(await select.where('id', '=', THE_ROW).executeTakeFirstOrThrow())
    },
    async keepIssuer(issuer) {
      await update().set({ issuer }).execute()
    },
    async markDev(atMs) {
      await update().set({ dev_at_ms: atMs }).execute()
    },
  }
}
