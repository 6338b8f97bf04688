import type { components } from '#generated/openapi.d.ts'
import { eventJson } from '../../../events/event-json.ts'
import type { EventFilter } from '../../../events/event-store.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { preferredType } from '../../request/accept.ts'
import { eventCursorOf, eventStreamCursorOf, pageOf } from '../wire/page.ts'
import { instantOf } from '../wire/views.ts'
import { linesOf, type Reading, serverSentEvents } from './event-reading.ts'

const JSON_TYPE = 'application/json'
const LINES = 'application/x-ndjson'
const EVENT_STREAM = 'text/event-stream'

/** Lists the audit trail, the newest event first; or streams it, the oldest first, if `Accept` says so. */
export function listEvents({ events: { store, feed, streams }, system }: Parts): Operation<'listEvents'> {
  return async (c) => {
    const { limit, after, type, user_id: userId, client_id: clientId, since, until } = c.req.valid('query')
    const filter: EventFilter = { type, userId, clientId, sinceMs: instantOf(since), untilMs: instantOf(until) }
    const media = preferredType(c.req.header('accept') ?? '', [JSON_TYPE, LINES, EVENT_STREAM])
    if (media === JSON_TYPE) {
      const events = await store.list({ ...filter, before: eventCursorOf(after), limit: limit + 1 })
      const { rows, ...next } = pageOf(events, limit, ({ atMs, id }) => `${atMs} ${id}`)
      const body: components['schemas']['EventList'] = { events: rows.map(eventJson), ...next }
      return c.json(body, 200)
    }
    const from = eventStreamCursorOf(c.req.valid('header')['Last-Event-ID'] ?? after, await feed.end())
    const reading: Omit<Reading, 'stop'> = { from, filter, askAgain: c.var.askAgain, endsAtMs: c.var.claims.exp * 1000 }
    const headers = { 'content-type': media, 'x-accel-buffering': 'no' }
    const read = media === LINES ? linesOf : serverSentEvents
    const stream = streams.open(c.env.outgoing, (stop) => read({ feed, system }, { ...reading, stop }), media === LINES ? 'early' : 'just')
    return c.body(stream, 200, headers)
  }
}
