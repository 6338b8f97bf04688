/**
 * Holds a page to the one before it, and a retry to the first answer.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { entriesIn } from './asked-for.ts'
import { type Exchange, mediaTypeIn, pathnameOf, queryOf } from './exchange.ts'
import type { Seen } from './schema.ts'

/** Adds to `seen` how the exchange departs from an earlier one. */
export type Follow = (exchange: Exchange, seen: Seen) => void

export function createFollow(recording: readonly Exchange[]): Follow {
  const rules = [followPages(recording.filter(isPage)), followRetries(recording.filter(isRefresh))]
  return (exchange, seen) => {
    for (const rule of rules) {
      const sentence = rule(exchange)
      if (sentence !== undefined) seen.faults.push({ pointer: '', sentence })
    }
  }
}

type Rule = (exchange: Exchange) => string | undefined

/** No page has an entry of the page whose `next` it was asked for with. */
function followPages(pages: readonly Exchange[]): Rule {
  const before = Map.groupBy(pages, (page) => `${pathnameOf(page)} ${JSON.parse(page.body).next}`)
  const entries = new Map([...before].map(([key, all]) => [key, new Set(all.flatMap(entriesIn).map(identity))]))
  return (exchange) => {
    const { after } = queryOf(exchange)
    if (after === undefined || !isPage(exchange)) return undefined
    const past = entries.get(`${pathnameOf(exchange)} ${after}`)
    return past && entriesIn(exchange).some((entry) => past.has(identity(entry))) ? 'has entries of the page before it' : undefined
  }
}

/** An `id` alone is not enough: tests on other databases have the same small numbers. */
const identity = (entry: Node): string => JSON.stringify(entry)

const isPage = ({ method, status, path, headers }: Exchange): boolean =>
  method === 'GET' && status === 200 && path.startsWith('/admin/') && mediaTypeIn(headers) === 'application/json'

/** All answers to one refresh token and one key have one successor. */
function followRetries(refreshes: readonly Exchange[]): Rule {
  const successors = new Map(refreshes.map((exchange) => [retryOf(exchange), successorIn(exchange)]))
  return (exchange) => {
    if (!isRefresh(exchange)) return undefined
    const successor = successors.get(retryOf(exchange))
    return successor !== undefined && successor !== successorIn(exchange) ? 'has another successor than its retry' : undefined
  }
}

const retryOf = ({ path, request }: Exchange): string =>
  [path, request?.headers.authorization, request?.headers['idempotency-key'], request?.body].join(' ')

const successorIn = ({ body }: Exchange): string | undefined => JSON.parse(body).refresh_token

const isRefresh = ({ path, status, request }: Exchange): boolean =>
  path.startsWith('/token') &&
  status === 200 &&
  request?.headers['idempotency-key'] !== undefined &&
  /mrt_/.test(`${request.headers.authorization} ${request.body}`)
