import type { EventReceiverStore, ReceiverState } from '../events/event-feed.ts'
import type { Database } from './database.ts'
import { endOfEvents } from './event-feed.ts'
import type { EventReceiversTable } from './schema.ts'

const NO_LEASE = { lease_holder: null, lease_until_ms: 0 }

export function createEventReceiverStore(database: Database): EventReceiverStore {
  const { kysely } = database
  return {
    async adopt(name, target) {
      const begins = { ...endOfEvents(database), refused_since_ms: null, ...NO_LEASE }
      await kysely
        .insertInto('event_receivers')
        .values({ name, target, ...begins })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ target, ...begins })
            .where('event_receivers.target', '<>', target),
        )
        .execute()
    },

    async take(name, target, { holder, untilMs }, nowMs) {
      const row = await kysely
        .updateTable('event_receivers')
        .set({ lease_holder: holder, lease_until_ms: untilMs })
        .where('name', '=', name)
        .where('target', '=', target)
        .where((is) => is.or([is('lease_holder', '=', holder), is('lease_until_ms', '<', nowMs)]))
        .returning(['transaction_id', 'event_id', 'refused_since_ms'])
        .executeTakeFirst()
      return row === undefined ? undefined : stateOf(row)
    },

    async save(name, holder, { position, refusedSinceMs }) {
      const saved = await kysely
        .updateTable('event_receivers')
        .set({ transaction_id: position.transactionId, event_id: position.id, refused_since_ms: refusedSinceMs ?? null })
        .where('name', '=', name)
        .where('lease_holder', '=', holder)
        .executeTakeFirst()
      return saved.numUpdatedRows > 0n
    },

    async release(name, holder) {
      await kysely.updateTable('event_receivers').set(NO_LEASE).where('name', '=', name).where('lease_holder', '=', holder).execute()
    },
  }
}

const stateOf = (row: Pick<EventReceiversTable, 'transaction_id' | 'event_id' | 'refused_since_ms'>): ReceiverState => ({
  position: { transactionId: row.transaction_id, id: row.event_id },
  refusedSinceMs: row.refused_since_ms ?? undefined,
})
