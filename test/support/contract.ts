/**
 * Reads `openapi/openapi.yaml` for tests: its operations, and a check of any response against it.
 * The check is stricter than the document: a body may have no member that the contract does not name. Such a
 * member is a leak until somebody documents it.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { locate, type Node } from '../../scripts/json-pointer.ts'

export const contract: Node = parse(readFileSync(new URL('../../openapi/openapi.yaml', import.meta.url), 'utf8'))

export interface Operation {
  id: string
  method: string
  path: string
  declared: Node
}

export const operationsOf = (document: Node): Operation[] =>
  Object.entries<Node>(document.paths).flatMap(([path, item]) =>
    Object.entries<Node>(item).map(([method, declared]) => ({ id: declared.operationId, method: method.toUpperCase(), path, declared })),
  )

export const operations: Operation[] = operationsOf(contract)

/** The security schemes that all mean an access token: given directly, or obtained by the docs page. */
const TOKEN_SCHEMES = ['bearer', 'password', 'clientCredentials']

/** Returns true if an access token, and nothing else, opens the operation. */
export const takesToken = ({ declared: { security } }: Operation): boolean =>
  security.length > 0 &&
  security.every((way: object) => Object.keys(way).length > 0 && Object.keys(way).every((scheme) => TOKEN_SCHEMES.includes(scheme)))

/** Returns the scopes that an access token needs for the operation. */
export const scopesOf = ({ declared: { security } }: Operation): string[] =>
  security.find((way: object) => Object.hasOwn(way, 'bearer'))?.bearer ?? []

export const deref = (node: Node): Node => (typeof node.$ref === 'string' ? deref(locate(contract, node.$ref)) : node)

/**
 * Returns the contract's path that matches `pathname`. A path without parameters has priority (OpenAPI 3.1
 * §4.8.8.2).
 */
export const pathOf = (pathname: string): string | undefined => patterns.find(({ pattern }) => pattern.test(pathname))?.path

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)
const patterns = Object.keys(contract.paths)
  .map((path) => ({ path, pattern: patternOf(path) }))
  .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))

/** Returns the operation of a request. HEAD counts as GET without its body (RFC 9110 §9.3.2). */
export function operationOf(method: string, url: string): Operation | undefined {
  const path = pathOf(new URL(url, 'http://service').pathname)
  return operations.find((operation) => operation.path === path && operation.method === (method === 'HEAD' ? 'GET' : method))
}

/** Responses to any request, which the contract declares once for the service. */
const FOR_ANY_REQUEST: Record<number, string> = { 408: 'RequestTimeout', 413: 'ContentTooLarge', 431: 'HeadersTooLarge' }
/**
 * Responses to input that is not a valid request. An operation may not use this 400, because its own 400 is
 * different.
 */
const FOR_NO_REQUEST: Record<number, string> = { ...FOR_ANY_REQUEST, 400: 'MalformedRequest' }

function declaredFor(operation: Operation | undefined, pathname: string, status: number): Node | undefined {
  const ofService = contract.components.responses
  const forAny = ofService[FOR_ANY_REQUEST[status] ?? '']
  if (operation) return operation.declared.responses[status] ?? forAny
  if (pathOf(pathname) === undefined) return status === 404 ? ofService.NotFound : forAny
  return status === 405 ? ofService.MethodNotAllowed : forAny
}

/**
 * Returns a sentence for each way in which `response` departs from the contract. The body of `response` stays
 * unread.
 */
export async function departures(method: string, url: string, response: Response): Promise<string[]> {
  const { pathname } = new URL(url, 'http://service')
  const operation = operationOf(method, url)
  if (method === 'OPTIONS' && !operation && response.status === 204) return preflightDepartures(response)
  const declared = declaredFor(operation, pathname, response.status)
  if (!declared) return [`${response.status} is not declared for ${operation?.id ?? 'a request outside the contract'}`]
  const answered = [...(await departuresFrom(deref(declared), response, method === 'HEAD')), ...(await pairDepartures(method, response))]
  return [...new Set(answered)]
}

/**
 * The body of a refusal follows from its media type (RFC 6749 §5.2, RFC 9457 §3). The contract of
 * `/token/refresh` has one schema for both, so that generated clients have one type.
 */
const REFUSALS: Record<string, string> = { 'application/json': 'OAuthError', 'application/problem+json': 'Problem' }

async function pairDepartures(method: string, response: Response): Promise<string[]> {
  const name = REFUSALS[mediaTypeOf(response)]
  if (response.status < 400 || method === 'HEAD' || name === undefined) return []
  const schema = contract.components.schemas[name]
  return bodyDepartures({ [mediaTypeOf(response)]: { schema } }, response, false)
}

/** Like `departures`, for an answer to input that is not a valid request. */
export async function refusalDepartures(response: Response): Promise<string[]> {
  const declared = contract.components.responses[FOR_NO_REQUEST[response.status] ?? '']
  return declared ? departuresFrom(declared, response, false) : [`${response.status} is not declared for what is no request`]
}

async function departuresFrom({ headers = {}, content }: Node, response: Response, isHead: boolean): Promise<string[]> {
  return [
    ...Object.entries<Node>(headers).flatMap(([name, header]) => headerDepartures(name, deref(header), response)),
    ...(await bodyDepartures(content, response, isHead)),
  ]
}

const preflightDepartures = (response: Response): string[] =>
  response.headers.has('access-control-allow-origin') ? [] : ['204 to OPTIONS is for an allowed origin only']

function headerDepartures(name: string, { required, schema }: Node, response: Response): string[] {
  const value = response.headers.get(name)
  if (value === null) return required ? [`the header ${name} is missing`] : []
  const validate = validatorOf(schema)
  return validate(value) ? [] : [`the header ${name}: ${ajv.errorsText(validate.errors)}`]
}

const EVENT_STREAM = 'text/event-stream'

async function bodyDepartures(content: Record<string, Node> | undefined, response: Response, isHead: boolean): Promise<string[]> {
  const isStream = response.headers.get('content-type') === EVENT_STREAM
  // A stream may have no end. `event-stream.ts` checks what comes.
  if (isStream && !isHead && content?.[EVENT_STREAM] !== undefined) return []
  const text = await response.clone().text()
  const media = mediaTypeOf(response)
  if (isHead) return text === '' ? [] : ['a body in answer to HEAD']
  if (!content) return text === '' && media === '' ? [] : ['a body, or its media type, where the contract has none']
  const schema = content[media]?.schema
  if (!schema) return [`the media type is '${media}', not ${Object.keys(content).join(' or ')}`]
  try {
    if (media === 'application/x-ndjson') return text.split('\n').filter(Boolean).flatMap(lineDepartures)
    const validate = validatorOf(schema)
    return validate(media.endsWith('json') ? JSON.parse(text) : text) ? [] : [`the body: ${ajv.errorsText(validate.errors)}`]
  } catch {
    return ['the body is not JSON']
  }
}

const CURSOR = /^[\w-]+$/

/** A line is an Event with the cursor to go on from. */
function lineDepartures(line: string): string[] {
  const { cursor, ...event } = JSON.parse(line)
  return CURSOR.test(cursor) ? eventDepartures(event) : ['a line without its cursor']
}

/** Returns a sentence for each way in which a value departs from the contract's Event. */
export function eventDepartures(event: unknown): string[] {
  const validate = validatorOf(contract.components.schemas.Event)
  return validate(event) ? [] : [`an event: ${ajv.errorsText(validate.errors)}`]
}

/** Returns the media type without its parameters, or an empty text if there is none. */
export const mediaTypeOf = (response: Response): string => response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
const validators = new Map<Node, ValidateFunction>()
let closedComponents: Node | undefined

/**
 * Returns the validator of `schema`, a node of the contract, with additional properties forbidden in every
 * object.
 */
export function validatorOf(schema: Node): ValidateFunction {
  closedComponents ??= closed(contract.components)
  const known = validators.get(schema) ?? ajv.compile({ ...closed(schema), components: closedComponents })
  validators.set(schema, known)
  return known
}

function closed<T>(node: T): T {
  if (Array.isArray(node)) return node.map(closed) as T
  if (node === null || typeof node !== 'object') return node
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]))
  return (copy.type === 'object' && copy.additionalProperties === undefined ? { ...copy, additionalProperties: false } : copy) as T
}
