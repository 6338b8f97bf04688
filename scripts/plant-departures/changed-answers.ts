/**
 * Departures in the code: what a wrong line of it would answer. Each answer of the recording stands for its
 * operation, status and media type, and is changed in one way.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { EVENT_LINES } from '../judge/event-lines.ts'
import { type Exchange, mediaTypeIn } from '../judge/exchange.ts'
import { asking, see } from '../judge/judge.ts'

export interface ChangedAnswer {
  kind: string
  at: string
  isCaught: boolean
}

type Way = [kind: string, what: string, change: (exchange: Exchange) => Exchange]

/** Tries each way on one answer of each operation, status, media type and set of members. */
export function* changedAnswersOf(contract: Node, recording: readonly Exchange[]): Generator<ChangedAnswer> {
  const askedOf = asking(contract)
  const tried = new Set<string>()
  for (const exchange of recording) {
    const { operation } = askedOf(exchange)
    if (operation === undefined || exchange.method === 'HEAD' || exchange.request === undefined) continue
    for (const [kind, what, change] of waysOf(exchange)) {
      const at = `${operation.id} ${exchange.status} ${mediaTypeIn(exchange.headers)} ${what}`
      if (tried.has(at)) continue
      tried.add(at)
      const changed = change(exchange)
      yield { kind, at, isCaught: see(contract, changed, askedOf(changed)).faults.length > 0 }
    }
  }
}

function* waysOf(exchange: Exchange): Generator<Way> {
  const headers = (change: Record<string, string | undefined>) => (one: Exchange) => {
    const changed = Object.entries({ ...one.headers, ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return { ...one, headers: Object.fromEntries(changed) }
  }
  yield ['code: statuses', 'becomes 500', (one) => ({ ...one, status: 500 })]
  yield ['code: statuses', 'becomes 418', (one) => ({ ...one, status: 418 })]
  yield ['code: headers', 'X-Planted is sent', headers({ 'x-planted': '1' })]
  yield ['code: headers', 'Cache-Control is another', headers({ 'cache-control': 'private' })]
  for (const name of [
    'cache-control',
    'referrer-policy',
    'content-security-policy',
    'x-content-type-options',
    'cross-origin-resource-policy',
  ])
    yield ['code: headers', `${name} is not sent`, headers({ [name]: undefined })]
  for (const name of ['www-authenticate', 'retry-after', 'allow', 'location', 'etag'])
    if (exchange.headers[name] !== undefined && exchange.status !== 403)
      yield ['code: headers', `${name} is not sent`, headers({ [name]: undefined })]
  yield ['code: media types', 'is text', headers({ 'content-type': 'text/plain' })]
  if (!mediaTypeIn(exchange.headers).endsWith('json')) return
  yield ['code: media types', 'is not JSON', (one) => ({ ...one, body: '<' })]
  if (mediaTypeIn(exchange.headers) === EVENT_LINES) return
  const body = (change: (value: Node) => void) => (one: Exchange) => {
    const value = JSON.parse(one.body)
    change(value)
    return { ...one, body: JSON.stringify(value) }
  }
  if (!exchange.path.startsWith('/openapi.'))
    yield [
      'code: members',
      'one more',
      body((value) => {
        value.planted = 1
      }),
    ]
  // A test compares this document with the file as a whole.
  if (exchange.path.startsWith('/openapi.')) return
  if (exchange.status >= 400) {
    yield ['code: members', 'detail is not sent', body((value) => void delete value.detail)]
    yield [
      'code: values',
      'detail is empty',
      body((value) => {
        value.detail = ''
      }),
    ]
  }
  for (const [name, value] of Object.entries(JSON.parse(exchange.body)))
    yield [
      'code: values',
      `${name} is of another type`,
      body((all) => {
        all[name] = typeof value === 'object' ? 1 : { planted: 1 }
      }),
    ]
}
