/**
 * What the contract must say of itself, whatever the answers are.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { EVENT_LINES, EVENT_STREAM } from './event-lines.ts'
import { type Operation, operationsOf, parametersOf, placed } from './operations.ts'
import { hold, nothingSeen, said } from './schema.ts'

/** Objects that hold more members than a contract can name, each with its reason. */
const OPEN: Record<string, string> = {
  '#/components/schemas/ClientKeySet': 'RFC 7517 §5: other members of a JWK Set are ignored',
  '#/components/schemas/ClientChange/properties/jwks': 'RFC 7517 §5, as above',
  '#/components/schemas/OpenapiDocument': 'the contract itself, which a test compares with the file',
}

/** A secret that is shown must have this format, so that no tool prints it. */
const SECRET_NAMES = /^(password|current_password|new_password|client_secret)$/
const GIVEN_SECRETS = ['#/components/schemas/NewClient/properties/secret', '#/components/schemas/PasswordReset/properties/one_time_secret']
const DATE_NAMES = /^(\w+_)?at$|^(since|until|signs_from)$/
/** Members that have one of a few values. */
const CLOSED_NAMES = /^(token_type|message|kty|alg|use|reason|verb|state|error|grant_type|status|assertion_audience)$/
const CLOSED_SCHEMAS = /^#\/components\/schemas\/(GrantType|AuthMethod|AssertionAudience|EventType)$/

/** The schema of each media type that streams have. All other media types of a status have one schema. */
const STREAMS: Record<string, string> = {
  [EVENT_LINES]: JSON.stringify({ $ref: '#/components/schemas/EventLines' }),
  [EVENT_STREAM]: JSON.stringify({ $ref: '#/components/schemas/EventStream' }),
}

/** A shared response stands under one status. */
const STATUS_OF: Record<string, readonly string[]> = {
  304: ['NotModified'],
  400: ['GrantRefused', 'RequestRefused', 'MalformedJson', 'MalformedHeader'],
  401: ['CredentialsRefused', 'ClientRefused', 'Unauthenticated'],
  403: ['Forbidden'],
  404: ['NotFound'],
  409: ['UsernameTaken', 'ClientIdTaken'],
  415: ['UnsupportedMediaType'],
  422: ['ClientInvalid', 'NewPasswordRefused', 'QueryRefused', 'ValidationFailed'],
  429: ['TooManyRequests'],
  503: ['Unavailable'],
}

/** A client authenticates in the same way in every form (RFC 6749 §2.3.1). */
const CLIENT = {
  client_id: 'ClientId',
  client_secret: 'ClientSecret',
  client_assertion_type: 'ClientAssertionType',
  client_assertion: 'ClientAssertion',
}
const GRANT = { scope: 'Scope', ...CLIENT, resource: 'Resource' }
const TOKEN = { token: 'AnyToken', token_type_hint: 'TokenTypeHint', ...CLIENT }
const FORMS: Record<string, Record<string, string>> = {
  PasswordGrant: GRANT,
  ClientCredentialsGrant: GRANT,
  RefreshTokenGrant: { refresh_token: 'RefreshToken', ...GRANT },
  RefreshForm: { refresh_token: 'RefreshToken', ...GRANT },
  IntrospectionRequest: TOKEN,
  RevocationRequest: TOKEN,
}

function* ofForms(contract: Node): Generator<string> {
  for (const [form, members] of Object.entries(FORMS))
    for (const [name, schema] of Object.entries(members)) {
      const reference = contract.components.schemas[form]?.properties?.[name]?.$ref
      if (reference !== `#/components/schemas/${schema}`) yield `${form} has no ${name} of its kind`
    }
}

/** Returns a sentence for each place where the contract says what it may not. */
export function statementDepartures(contract: Node): string[] {
  const found: string[] = []
  for (const operation of operationsOf(contract)) found.push(...ofOperation(contract, operation))
  walk(contract, '#', (node, at) => found.push(...ofNode(contract, node, at)))
  found.push(...ofForms(contract))
  for (const [name, { content = {} }] of Object.entries<Node>(contract.components.responses))
    for (const { examples = {} } of Object.values<Node>(content))
      if (Object.keys(examples).length === 0) found.push(`${name} has no example`)
  const { password, clientCredentials, bearer, clientBasic } = contract.components.securitySchemes
  if (password?.type !== 'oauth2' || clientCredentials?.type !== 'oauth2') found.push('the flows are not those of OAuth 2.0')
  if (bearer?.type !== 'http' || bearer.scheme !== 'bearer') found.push('bearer is not the scheme of RFC 6750')
  if (clientBasic?.type !== 'http' || clientBasic.scheme !== 'basic') found.push('clientBasic is not the scheme of RFC 7617')
  return found
}

function* ofOperation(contract: Node, operation: Operation): Generator<string> {
  const { id, path, declared } = operation
  const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name).sort()
  const inPath = parametersOf(contract, operation).filter(({ node }) => node.in === 'path')
  if (
    wanted.join() !==
    inPath
      .map(({ node }) => node.name)
      .sort()
      .join()
  )
    yield `${id}: the path has other parameters`
  for (const { node } of inPath) if (node.schema.type !== 'string') yield `${id}: ${node.name} is not a text`
  for (const { node } of inPath) if (!node.required) yield `${id}: ${node.name} is not required`
  const [bearer, password] = ['bearer', 'password'].map(
    (scheme) => declared.security.find((way: object) => Object.hasOwn(way, scheme))?.[scheme],
  )
  if (String(bearer) !== String(password)) yield `${id}: a token opens it only if it was obtained in one way`
  const scopes = new Set(
    declared.security
      .flatMap((way: object) => Object.entries(way))
      .filter(([scheme]: [string]) => scheme !== 'clientBasic')
      .map(([, needed]: [string, string[]]) => needed.join(' ')),
  )
  if (scopes.size > 1) yield `${id}: the scopes depend on the scheme`
  const ways = declared.security.map((way: object) => Object.keys(way).join())
  if (path.startsWith('/admin/') && ways.join() !== 'password,clientCredentials,bearer') yield `${id}: not every administrator may`
  for (const [status, { $ref, content = {} }] of Object.entries<Node>(declared.responses)) {
    const name: string | undefined = $ref?.split('/').at(-1)
    if (name !== undefined && !STATUS_OF[status]?.includes(name)) yield `${id}: ${status} is not ${name}`
    const schemas = Object.entries<Node>(content).map(([media, { schema }]): [string, string] => [media, JSON.stringify(schema)])
    const ofStreams = schemas.filter(([media]) => Object.hasOwn(STREAMS, media))
    if (ofStreams.some(([media, schema]) => schema !== STREAMS[media])) yield `${id}: ${status} has another schema for its stream`
    if (new Set(schemas.filter((one) => !ofStreams.includes(one)).map(([, schema]) => schema)).size > 1)
      yield `${id}: ${status} has two schemas`
  }
  const bodies = Object.entries<Node>({ ...(declared.requestBody ? { request: declared.requestBody } : {}), ...declared.responses })
  for (const [part, body] of bodies)
    for (const [media, { examples = {} }] of Object.entries<Node>(placed(contract, body, '').node.content ?? {}))
      if (!path.startsWith('/openapi.') && Object.keys(examples).length === 0) yield `${id}: ${part} ${media} has no example`
}

function* ofNode(contract: Node, node: Node, at: string): Generator<string> {
  if (node.additionalProperties === true && !Object.hasOwn(OPEN, at)) yield `${at} is open`
  for (const [name, member] of Object.entries<Node>(at.endsWith('/properties') ? node : {})) {
    const { node: schema } = placed(contract, member, '')
    if (DATE_NAMES.test(name) && schema.format !== 'date-time') yield `${at}/${name} is not marked as a time`
    // RFC 8414 §2 asks for the list, and this service has no authorization endpoint.
    if (name === 'response_types_supported' && schema.maxItems !== 0) yield `${at}/${name} may have entries`
    if (CLOSED_NAMES.test(name) && schema.type === 'string' && schema.enum === undefined) yield `${at}/${name} may be anything`
    if ((SECRET_NAMES.test(name) || GIVEN_SECRETS.includes(`${at}/${name}`)) && schema.type === 'string' && schema.format !== 'password')
      yield `${at}/${name} is not marked as a secret`
  }
  if (CLOSED_SCHEMAS.test(at) && node.enum === undefined) yield `${at} may be anything`
  if (/^#\/components\/headers\/[^/]+$/.test(at) || /\/headers\/[^/]+$/.test(at) || /\/x-headers-of-every-answer\/[^/]+$/.test(at)) {
    const { schema = {} } = placed(contract, node, '').node
    if (schema.const === undefined && schema.pattern === undefined && schema.minLength === undefined) yield `${at} may be anything`
  }
  if (node.schema === undefined) return
  const examples = Object.entries<Node>(node.examples ?? (node.example === undefined ? {} : { example: { value: node.example } }))
  for (const [name, { value }] of examples) {
    const seen = nothingSeen()
    hold({ contract, closed: true }, node.schema, '#', value, '', seen)
    for (const fault of seen.faults) yield `${at}/${name}: ${said(fault)}`
  }
}

function walk(node: unknown, at: string, visit: (node: Node, at: string) => void): void {
  if (node === null || typeof node !== 'object') return
  visit(node, at)
  for (const [key, value] of Object.entries(node))
    if (key !== 'value' && key !== 'example') walk(value, `${at}/${key.replaceAll('/', '~1')}`, visit)
}
