import { sql } from 'kysely'
import type { EventFeed, EventPosition } from '../events/event-feed.ts'
import type { Database } from './database.ts'
import { EVENT } from './schema.ts'
import { RECORDED_COLUMNS } from './write-with-events.ts'

/** Every transaction before this one has ended, as the statement sees it. */
const FIRST_OPEN = sql<number>`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`
/** No transaction that the statement can see has this number, or a larger one. */
const FIRST_UNKNOWN = sql<number>`pg_snapshot_xmax(pg_current_snapshot())::text::bigint`

/** What `end()` returns, as expressions. */
export const endOfEvents = ({ kind }: Pick<Database, 'kind'>) =>
  kind === 'postgres'
    ? { transaction_id: FIRST_OPEN, event_id: sql<number>`0` }
    : { transaction_id: sql<number>`0`, event_id: sql<number>`(select coalesce(max(id), 0) from events)` }

export const createEventFeed = (database: Database): EventFeed => ({
  async listAfter({ transactionId, id }, limit) {
    const rows = await readableAfter(database, { transactionId, id }).orderBy('id').limit(limit).execute()
    return rows.map((row) => ({
      event: { id: row.id, ...EVENT.read(row) },
      position: { transactionId: row.transaction_id, id: row.id },
    }))
  },

  async end() {
    const { transaction_id, event_id } = endOfEvents(database)
    const row = await database.kysely.selectNoFrom([transaction_id.as('transaction_id'), event_id.as('event_id')]).executeTakeFirstOrThrow()
    return { transactionId: row.transaction_id, id: row.event_id }
  },

  async settle() {
    const { kysely, kind } = database
    if (kind === 'sqlite') return
    // Asked first, because a server that takes no writes now must not keep the service from starting.
    const moved = await kysely.selectFrom('events').select('id').where('transaction_id', '>=', FIRST_UNKNOWN).limit(1).execute()
    if (moved.length > 0) await settlement.execute(kysely)
  },
})

/** On SQLite only one transaction writes at a time, so the ids alone are the order of the commits. */
function readableAfter({ kysely, kind }: Database, { transactionId, id }: EventPosition) {
  const all = kysely.selectFrom('events').select(['transaction_id', ...RECORDED_COLUMNS])
  if (kind === 'sqlite') return all.where('id', '>', id)
  return all
    .where('transaction_id', '<', FIRST_OPEN)
    .where((is) => is(is.refTuple('transaction_id', 'id'), '>', is.tuple(transactionId, id)))
    .orderBy('transaction_id')
}

/**
 * For a dump of another server, with larger numbers of transactions: all events become old ones. A receiver
 * goes back to the first event that it may not have.
 */
const settlement = sql`
  with receivers as (
    update event_receivers as receiver set transaction_id = 0, event_id = coalesce(
      (select min(id) - 1 from events where (events.transaction_id, id) > (receiver.transaction_id, receiver.event_id)),
      (select max(id) from events)
    )
  )
  update events set transaction_id = 0`
