import type { components } from '#generated/openapi.d.ts'
import { eventJson } from '../../../events/event-json.ts'
import type { EventFilter } from '../../../events/event-store.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { eventCursorOf, pageOf } from '../wire/page.ts'
import { instantOf } from '../wire/views.ts'

/** Lists the audit trail, the newest event first. */
export function listEvents({ events: store }: Parts): Operation<'listEvents'> {
  return async (c) => {
    const { limit, after, type, user_id: userId, client_id: clientId, since, until } = c.req.valid('query')
    const filter: EventFilter = { type, userId, clientId, sinceMs: instantOf(since), untilMs: instantOf(until) }
    const events = await store.list({ ...filter, before: eventCursorOf(after), limit: limit + 1 })
    const { rows, ...next } = pageOf(events, limit, ({ atMs, id }) => `${atMs} ${id}`)
    const body: components['schemas']['EventList'] = { events: rows.map(eventJson), ...next }
    return c.json(body, 200)
  }
}
