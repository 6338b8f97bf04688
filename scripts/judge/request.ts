/**
 * Holds one request to the contract, in both directions. What breaks the contract must be refused. What the
 * service refuses in the words of a schema must break the contract.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { holdAskedFor } from './asked-for.ts'
import { type Exchange, formOf, mediaTypeIn, queryOf, type SentRequest } from './exchange.ts'
import { type Operation, parametersOf } from './operations.ts'
import { type Fault, hold, merge, nothingSeen, type Seen, said } from './schema.ts'

/** The `detail` of a refusal whose `errors` come from the schema and nothing else. */
const SCHEMA_REFUSED = 'The request is not valid.'
/** The refusals of a form that lacks what its schema needs (RFC 6749 §5.2). */
const FORM_REFUSED = /^(Missing: |The parameter grant_type is missing, or|There is no such grant here)/
/** How the service names a value that breaks its schema. Other sentences are of rules that no schema has. */
const OF_A_SCHEMA =
  /^(is required|is not valid|is no parameter of this operation|has a member that is not known here|must be (of type|one of|at least|at most|of the form) )/
const UNKNOWN_MEMBER = 'has a member that is not known here'
const UNKNOWN_PARAMETER = 'is no parameter of this operation'

/** Under these paths a parameter that the contract does not name is refused. */
const STRICT = '/admin/'

/** Adds to `seen` what the request uses of the contract, and how the answer to it departs from that. */
export function holdRequest(contract: Node, exchange: Exchange, operation: Operation, seen: Seen): void {
  const { request, status } = exchange
  if (request === undefined || exchange.method === 'HEAD') return
  const found = nothingSeen()
  holdParameters(contract, exchange, request, operation, found)
  const header = found.faults.find(({ pointer }) => pointer.startsWith('header '))
  const query = found.faults.length
  const read = holdRequestBody(contract, request, operation, found)
  const { faults } = found
  if (status < 400) {
    holdAskedFor(contract, exchange, operation, seen)
    for (const fact of found.facts) seen.facts.add(`accepted ${fact}`)
    for (const fault of faults) seen.faults.push({ pointer: '', sentence: `was answered with ${status}, though ${said(fault)}` })
    return
  }
  for (const fact of found.facts) seen.facts.add(`refused ${fact}`)
  compareRefusal(exchange, operation, { faults, header, ofQuery: query, read }, seen)
}

interface Found {
  faults: Fault[]
  header: Fault | undefined
  /** How many of the faults are those of parameters. */
  ofQuery: number
  /** False if the body could not be read, so that its schema says nothing. */
  read: boolean
}

function compareRefusal({ status, headers, body }: Exchange, operation: Operation, found: Found, seen: Seen): void {
  if (!mediaTypeIn(headers).endsWith('json')) return
  const { detail, errors = [] }: { detail: string; errors?: { pointer: string; detail: string }[] } = JSON.parse(body)
  const complain = (sentence: string) => void seen.faults.push({ pointer: '', sentence })
  const named = /^The header (\S+) is malformed\.$/.exec(detail)?.[1]
  if (named !== undefined) {
    if (found.header?.pointer !== `header ${named}`) complain(`was refused for its header ${named}, which the contract allows`)
    else seen.facts.add(`refused for ${operation.at} ${found.header.pointer} ${found.header.sentence}`)
  }
  // A value that is refused for what it says was read, so its header was not malformed.
  if (status === 422 && found.header !== undefined && errors.length === 1 && found.faults.length === 1)
    complain(`was not refused for its ${found.header.pointer}`)
  if (FORM_REFUSED.test(detail)) {
    if (found.faults.length === found.ofQuery) complain(`was refused with '${detail}', though the contract allows its form`)
    for (const { pointer, sentence } of found.faults) seen.facts.add(`refused for ${operation.at} ${pointer} ${sentence}`)
  }
  if (status !== 422 || detail !== SCHEMA_REFUSED || !found.read) return
  // The service checks the parameters' names first, then the body, then the other parameters.
  const told = errors.filter(({ detail }) => OF_A_SCHEMA.test(detail)).map((error) => ({ pointer: error.pointer, sentence: error.detail }))
  const expected = found.faults.filter(({ pointer }) => !pointer.startsWith('header '))
  for (const fault of told) {
    if (!expected.some((one) => isSame(one, fault))) complain(`was refused with '${said(fault)}', which the contract does not say`)
    else seen.facts.add(`refused for ${operation.at} ${fault.pointer} ${fault.sentence}`)
  }
  if (errors.length === 0) complain('was refused without a reason')
}

/** A pattern or a format is named in other words. */
const isSame = (one: Fault, other: Fault): boolean =>
  one.pointer === other.pointer &&
  (one.sentence === other.sentence ||
    (one.sentence.startsWith('must be of the form') && other.sentence.startsWith('must be of the form')) ||
    (one.sentence.startsWith('is not valid') && other.sentence === 'is not valid') ||
    // The service shortens names that the client made up.
    (one.sentence.startsWith(UNKNOWN_MEMBER) && other.sentence.startsWith(UNKNOWN_MEMBER)))

function holdParameters(contract: Node, exchange: Exchange, request: SentRequest, operation: Operation, found: Seen): void {
  const query = queryOf(exchange)
  const parameters = parametersOf(contract, operation)
  for (const { node, at } of parameters.filter(({ node }) => node.in !== 'path')) {
    const isQuery = node.in === 'query'
    const value = isQuery ? query[node.name] : request.headers[String(node.name).toLowerCase()]
    found.facts.add(`${operation.at} ${at} ${value === undefined ? 'absent' : 'present'}`)
    const pointer = isQuery ? `/${node.name}` : `header ${node.name}`
    if (value !== undefined)
      hold({ contract, closed: true }, node.schema, `${at}/schema`, isQuery ? typed(node.schema, value) : value, pointer, found)
    else if (node.required) found.faults.push({ pointer, sentence: 'is required' })
  }
  const known = new Set(parameters.filter(({ node }) => node.in === 'query').map(({ node }) => node.name))
  const strangers = operation.path.startsWith(STRICT) ? Object.keys(query).filter((name) => !known.has(name)) : []
  for (const name of strangers) found.faults.push({ pointer: `/${escaped(name)}`, sentence: UNKNOWN_PARAMETER })
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Digits of a query are a number, if its schema wants one. */
const typed = (schema: Node, value: string | string[]): unknown =>
  schema.type === 'integer' && typeof value === 'string' && /^-?[0-9]{1,15}$/.test(value) ? Number(value) : value

function holdRequestBody(contract: Node, request: SentRequest, operation: Operation, found: Seen): boolean {
  const declared: Node | undefined = operation.declared.requestBody
  const at = `${operation.at}/requestBody`
  if (declared === undefined) return true
  const sent = mediaTypeIn(request.headers)
  found.facts.add(`${at} ${request.body === '' ? 'absent' : 'present'}`)
  if (request.body === '' && !declared.required)
    return Object.keys(declared.content)
      .slice(0, 1)
      .every((media) => read({}, media))
  if (!Object.hasOwn(declared.content, sent)) {
    found.facts.add(`${at} of another media type`)
    found.faults.push({ pointer: '', sentence: `the media type is '${sent}'` })
    return false
  }
  found.facts.add(`${at} as ${sent}`)
  const value = sent.endsWith('json') ? json(request.body) : formOf(request.body)
  if (value !== undefined) return read(value, sent)
  found.faults.push({ pointer: '', sentence: 'the body is not JSON' })
  return false

  function read(value: unknown, media: string): boolean {
    const own = nothingSeen()
    const { schema } = (declared as Node).content[media]
    hold({ contract, closed: false }, schema, `${at}/content/${media.replaceAll('/', '~1')}/schema`, value, '', own)
    merge(found, own)
    return true
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
