/**
 * Holds an answer to what was asked for. A thing has the id of the path. A list has the size of the query,
 * and fits its filters.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { EVENT_LINES } from './event-lines.ts'
import { type Exchange, mediaTypeIn, queryOf } from './exchange.ts'
import { type Operation, parametersOf } from './operations.ts'
import { valueIn } from './parameters.ts'
import type { Seen } from './schema.ts'

/** A name as a login reads it. */
const folded = (name: string): string => name.normalize('NFKC').toLowerCase().trim()

/** Whether an entry fits the value of a filter. */
const FILTERS: Record<string, (entry: Node, value: string) => boolean> = {
  username: (entry, value) => folded(entry.username) === folded(value),
  username_prefix: (entry, value) => folded(entry.username).startsWith(folded(value)),
  user_id: (entry, value) => entry.user_id === value,
  client_id: (entry, value) => entry.client_id === value,
  type: (entry, value) => entry.type === value,
  since: ({ at }, value) => Date.parse(at) >= Date.parse(value),
  until: ({ at }, value) => Date.parse(at) < Date.parse(value),
}

/** Adds to `seen` how a success departs from the parameters of its request. */
export function holdAskedFor(contract: Node, exchange: Exchange, operation: Operation, seen: Seen): void {
  const complain = (sentence: string) => void seen.faults.push({ pointer: '', sentence })
  const media = mediaTypeIn(exchange.headers)
  const query = queryOf(exchange)
  const filters = Object.entries(FILTERS).filter(([name]) => query[name] !== undefined)
  if (filters.length > 0) {
    const entries = media === EVENT_LINES ? linesIn(exchange) : media === 'application/json' ? entriesIn(exchange) : []
    for (const [name, fits] of filters)
      if (!entries.every((entry) => fits(entry, String(query[name])))) complain(`has entries of another ${name}`)
  }
  if (media !== 'application/json') return
  const { id, next } = JSON.parse(exchange.body)
  for (const { node, at } of parametersOf(contract, operation)) {
    if (node.in === 'path' && id !== undefined && id !== decodeURIComponent(valueIn(exchange, operation.path, node.name)))
      complain(`is of another ${node.name}`)
    if (node.name !== 'limit') continue
    // A page that has a next one is full: it has as many entries as `limit` says, or its default.
    const size = query.limit === undefined ? node.schema.default : Number(query.limit)
    const { length } = entriesIn(exchange)
    if (length > size || (next !== undefined && length !== size)) complain(`has ${length} entries, not ${size}`)
    if (query.limit === undefined && next !== undefined) seen.facts.add(`${at} by default`)
  }
}

const linesIn = ({ body }: Exchange): Node[] =>
  body
    .split('\n')
    .filter(Boolean)
    .map((line): Node => JSON.parse(line))

/** Returns the entries of a page, whatever their member is called. */
export function entriesIn({ body }: Exchange): Node[] {
  const { next, ...page }: Record<string, unknown> = JSON.parse(body)
  return Object.values(page).find((member): member is Node[] => Array.isArray(member)) ?? []
}
