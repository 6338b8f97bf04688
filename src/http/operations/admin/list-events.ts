import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { AuditEvent, EventDetail } from '../../../events/event.ts'
import type { EventFilter, EventStore } from '../../../events/event-store.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { dateTime, instantOf } from '../wire/date-time.ts'
import { eventCursorOf, pageOf } from '../wire/page.ts'

/** The audit trail, the newest first. */
export function listEvents({ events }: { events: EventStore }): OperationHandler<typeof routes.listEvents, Environment> {
  return async (c) => {
    const { limit, after, type, user_id: userId, client_id: clientId, since, until } = c.req.valid('query')
    const filter: EventFilter = { type, userId, clientId, sinceMs: instantOf(since), untilMs: instantOf(until) }
    const found = await events.list({ ...filter, before: eventCursorOf(after), limit: limit + 1 })
    const { rows, ...next } = pageOf(found, limit, ({ atMs, id }) => `${atMs} ${id}`)
    const body: components['schemas']['EventList'] = { events: rows.map(shown), ...next }
    return c.json(body, 200)
  }
}

function shown({ id, type, atMs, userId, clientId, sessionId, address, actor, count, detail }: AuditEvent & { id: number }) {
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
    ...(detail === undefined ? {} : { detail: shownDetail(detail) }),
  }
  return event
}

const shownDetail = ({ scope, previousScope, username, changed, verb, kid }: EventDetail): components['schemas']['EventDetail'] => ({
  ...(scope === undefined ? {} : { scope }),
  ...(previousScope === undefined ? {} : { previous_scope: previousScope }),
  ...(username === undefined ? {} : { username }),
  ...(changed === undefined ? {} : { changed: [...changed] }),
  ...(verb === undefined ? {} : { verb }),
  ...(kid === undefined ? {} : { kid }),
})
