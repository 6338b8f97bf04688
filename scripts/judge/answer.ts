/**
 * Holds one answer to the contract: its status, its headers, its media type and its body.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import type { Asked } from './asked.ts'
import { EVENT_LINES, holdEventLines } from './event-lines.ts'
import { type Exchange, mediaTypeIn } from './exchange.ts'
import { type Operation, type Placed, placed } from './operations.ts'
import { holdRefusal } from './refusal.ts'
import { hold, nothingSeen, type Seen } from './schema.ts'

/** Responses to any request, which the contract declares once for the service. */
const FOR_ANY_REQUEST: Record<number, string> = { 408: 'RequestTimeout', 413: 'ContentTooLarge', 431: 'HeadersTooLarge' }
/**
 * Responses to input that is not a valid request. An operation may not use this 400, because its own 400 is
 * different.
 */
const FOR_NO_REQUEST: Record<number, string> = { ...FOR_ANY_REQUEST, 400: 'MalformedRequest' }

/** Headers of HTTP itself (RFC 9110, RFC 9112), and those of CORS, which the contract describes in words. */
const OF_HTTP = new Set([
  ...['content-type', 'content-length', 'transfer-encoding', 'date', 'connection', 'keep-alive', 'vary'],
  ...['access-control-allow-origin', 'access-control-allow-methods', 'access-control-allow-headers'],
  ...['access-control-expose-headers', 'access-control-max-age'],
])

/** Adds to `seen` what the answer uses of the contract, and how it departs from it. */
export function holdAnswer(contract: Node, exchange: Exchange, { operation, path }: Asked, seen: Seen): void {
  const { method, status, headers } = exchange
  const fault = faultIn(seen)
  if (method === 'OPTIONS' && !operation && status === 204) {
    if (headers['access-control-allow-origin'] === undefined) fault('204 to OPTIONS is for an allowed origin only')
    holdHeaders(contract, { 'Cache-Control': { $ref: '#/components/headers/NoStore' } }, '', exchange, seen)
    return
  }
  const declared = responseFor(contract, exchange, operation, path)
  if (declared === undefined) {
    fault(`${status} is not declared for ${operation?.id ?? 'a request outside the contract'}`)
    return
  }
  const media = mediaTypeIn(headers)
  if (operation && method !== 'HEAD') seen.facts.add(`${operation.at}/responses/${status} as ${media}`)
  seen.facts.add(`${declared.at} as ${media}`)
  holdHeaders(contract, declared.node.headers ?? {}, `${declared.at}/headers`, exchange, seen)
  holdBody(contract, declared, exchange, seen)
  if (operation && status < 300 && media === 'application/json')
    for (const name of Object.keys(Object(parsed(exchange.body)))) seen.facts.add(`${operation.at}/responses/${status} with ${name}`)
}

function responseFor(contract: Node, exchange: Exchange, operation: Operation | undefined, path: string | undefined): Placed | undefined {
  const { method, status } = exchange
  const ofService = (name = ''): Placed | undefined => {
    const node = contract.components.responses[name]
    return node && { node, at: `#/components/responses/${name}` }
  }
  const forAny = ofService(FOR_ANY_REQUEST[status])
  if (method === '') return ofService(FOR_NO_REQUEST[status])
  const own = operation?.declared.responses[status]
  if (own) return placed(contract, own, `${operation.at}/responses/${status}`)
  if (operation) return forAny
  if (path === undefined) return status === 404 ? ofService('NotFound') : forAny
  return status === 405 ? ofService('MethodNotAllowed') : forAny
}

/** The headers of every answer stand once in the contract, under this name. */
export const COMMON_HEADERS = 'x-headers-of-every-answer'

function holdHeaders(contract: Node, own: Node, at: string, { headers }: Exchange, seen: Seen): void {
  const declared: Record<string, { header: Node; at: string }> = {}
  for (const [name, header] of Object.entries<Node>(contract[COMMON_HEADERS] ?? {}))
    declared[name.toLowerCase()] = { header, at: `#/${COMMON_HEADERS}/${name}` }
  for (const [name, header] of Object.entries<Node>(own)) declared[name.toLowerCase()] = { header, at: `${at}/${name}` }
  for (const [name, { header, at }] of Object.entries(declared))
    holdHeader(contract, name, placed(contract, header, at), headers[name], seen)
  const stranger = Object.keys(headers).find((name) => !Object.hasOwn(declared, name) && !OF_HTTP.has(name))
  if (stranger !== undefined) seen.faults.push({ pointer: '', sentence: `the header ${stranger} is not declared` })
}

function holdHeader(contract: Node, name: string, { node, at }: Placed, value: string | undefined, seen: Seen): void {
  seen.facts.add(`${at} ${value === undefined ? 'absent' : 'present'}`)
  if (value === undefined) {
    if (node.required) seen.faults.push({ pointer: '', sentence: `the header ${name} is missing` })
    return
  }
  const own = nothingSeen()
  hold({ contract, closed: true }, node.schema, `${at}/schema`, value, '', own)
  for (const { sentence } of own.faults) seen.faults.push({ pointer: '', sentence: `the header ${name} ${sentence}` })
  for (const fact of own.facts) seen.facts.add(fact)
}

function holdBody(contract: Node, { node, at }: Placed, exchange: Exchange, seen: Seen): void {
  const { method, status, headers, body } = exchange
  const media = mediaTypeIn(headers)
  const schema = node.content?.[media]?.schema
  const value = media.endsWith('json') && media !== EVENT_LINES ? parsed(body) : body
  const fault = faultIn(seen)
  if (method === 'HEAD') {
    if (body !== '') fault('a body in answer to HEAD')
  } else if (!node.content) {
    if (body !== '' || media !== '') fault('a body, or its media type, where the contract has none')
  } else if (!schema) fault(`the media type is '${media}', not ${Object.keys(node.content).join(' or ')}`)
  else if (value === undefined) fault('the body is not JSON')
  else {
    hold({ contract, closed: true }, schema, `${at}/content/${media.replaceAll('/', '~1')}/schema`, value, '', seen)
    if (media === EVENT_LINES) holdEventLines(contract, body, seen)
    if (status >= 400) holdRefusal(contract, node, media, exchange, value as Node, seen)
  }
}

const faultIn = (seen: Seen) => (sentence: string) => void seen.faults.push({ pointer: '', sentence })

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
