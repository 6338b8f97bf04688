import type { components } from '#generated/openapi.d.ts'
import type { AuditEvent, EventDetail } from '../../../events/event.ts'
import type { EventFilter } from '../../../events/event-store.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { eventCursorOf, pageOf } from '../wire/page.ts'
import { dateTime, instantOf } from '../wire/views.ts'

/** Lists the audit trail, the newest event first. */
export function listEvents({ events: store }: Parts): Operation<'listEvents'> {
  return async (c) => {
    const { limit, after, type, user_id: userId, client_id: clientId, since, until } = c.req.valid('query')
    const filter: EventFilter = { type, userId, clientId, sinceMs: instantOf(since), untilMs: instantOf(until) }
    const events = await store.list({ ...filter, before: eventCursorOf(after), limit: limit + 1 })
    const { rows, ...next } = pageOf(events, limit, ({ atMs, id }) => `${atMs} ${id}`)
    const body: components['schemas']['EventList'] = { events: rows.map(eventView), ...next }
    return c.json(body, 200)
  }
}

function eventView({ id, type, atMs, userId, clientId, sessionId, address, actor, count, detail }: AuditEvent & { id: number }) {
  const event: components['schemas']['Event'] = {
    id,
    type,
    at: dateTime(atMs),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    ...(address === undefined ? {} : { address }),
    ...(actor === undefined ? {} : { actor }),
    count: count ?? 1,
    ...(detail === undefined ? {} : { detail: detailView(detail) }),
  }
  return event
}

const detailView = ({ scope, previousScope, username, changed, verb, kid }: EventDetail): components['schemas']['EventDetail'] => ({
  ...(scope === undefined ? {} : { scope }),
  ...(previousScope === undefined ? {} : { previous_scope: previousScope }),
  ...(username === undefined ? {} : { username }),
  ...(changed === undefined ? {} : { changed: [...changed] }),
  ...(verb === undefined ? {} : { verb }),
  ...(kid === undefined ? {} : { kid }),
})
