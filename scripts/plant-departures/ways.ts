/**
 * The ways in which a wrong line of the service changes an answer.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { EVENT_LINES } from '../judge/event-lines.ts'
import { type Exchange, mediaTypeIn } from '../judge/exchange.ts'
import type { Operation } from '../judge/operations.ts'

export interface Way {
  kind: string
  what: string
  change(exchange: Exchange): Exchange
}

/** Headers that some answers have, by which each is planted as absent. */
const POLICIES = ['cache-control', 'referrer-policy', 'content-security-policy', 'x-content-type-options', 'cross-origin-resource-policy']
const OF_SOME = ['www-authenticate', 'retry-after', 'allow', 'location', 'etag']

export function* waysOf(exchange: Exchange, operation: Operation): Generator<Way> {
  yield* ofStatus(exchange, operation)
  yield* ofHeaders(exchange)
  const media = mediaTypeIn(exchange.headers)
  if (!media.endsWith('json')) return
  yield { kind: 'code: media types', what: 'is not JSON', change: (one) => ({ ...one, body: '<' }) }
  // A test compares the document with the file as a whole.
  if (media !== EVENT_LINES && !exchange.path.startsWith('/openapi.')) yield* ofMembers(exchange)
}

/** If the operation declares the other status too, only what the answer says can tell them apart. */
function* ofStatus(exchange: Exchange, { declared }: Operation): Generator<Way> {
  const becomes = (kind: string, status: number): Way => ({ kind, what: `becomes ${status}`, change: (one) => ({ ...one, status }) })
  for (const status of [500, 418]) yield becomes('code: statuses', status)
  for (const status of Object.keys(declared.responses).map(Number))
    if (status !== exchange.status) yield becomes('code: declared statuses', status)
}

function* ofHeaders(exchange: Exchange): Generator<Way> {
  const way = (what: string, change: Record<string, string | undefined>, kind = 'code: headers'): Way => ({
    kind,
    what,
    change: (one) => {
      const changed = Object.entries({ ...one.headers, ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined)
      return { ...one, headers: Object.fromEntries(changed) }
    },
  })
  yield way('X-Planted is sent', { 'x-planted': '1' })
  yield way('Cache-Control is another', { 'cache-control': 'private' })
  for (const name of POLICIES) yield way(`${name} is not sent`, { [name]: undefined })
  for (const name of OF_SOME) if (exchange.headers[name] !== undefined) yield way(`${name} is not sent`, { [name]: undefined })
  yield way('is text', { 'content-type': 'text/plain' }, 'code: media types')
}

function* ofMembers(exchange: Exchange): Generator<Way> {
  const way = (kind: string, what: string, change: (body: Node) => void): Way => ({
    kind,
    what,
    change: (one) => {
      const body = one.body === '' ? {} : JSON.parse(one.body)
      change(body)
      return { ...one, body: JSON.stringify(body) }
    },
  })
  yield way('code: members', 'one more', (body) => {
    body.planted = 1
  })
  if (exchange.status >= 400)
    yield way('code: values', 'detail is empty', (body) => {
      body.detail = ''
    })
  for (const [name, value] of Object.entries<unknown>(JSON.parse(exchange.body))) {
    yield way('code: members', `${name} is not sent`, (body) => void delete body[name])
    yield way('code: values', `${name} is of another type`, (body) => {
      body[name] = typeof value === 'object' ? 1 : { planted: 1 }
    })
  }
}
