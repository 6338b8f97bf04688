/**
 * What a recording must have seen, so that no promise of the contract is unchecked. Each part of an answer
 * and of a request counts, and each way into an operation.
 *
 * @module
 */

import { locate, type Node } from '../json-pointer.ts'
import { COMMON_HEADERS } from './answer.ts'
import { type Operation, operationsOf, parametersOf, placed } from './operations.ts'

/** Each demand is a fact that `judge` must find, under the same name. */
export function demandsOf(contract: Node): Set<string> {
  const demands = new Set<string>()
  // A component is walked once for all answers, and once for all requests.
  const walked: Walked = { answers: new Set(), requests: new Set() }
  for (const operation of operationsOf(contract)) {
    for (const fact of ofAnswers(contract, operation, walked.answers)) demands.add(fact)
    for (const fact of ofRequests(contract, operation, walked.requests)) demands.add(fact)
    for (const fact of ofSecurity(operation)) demands.add(fact)
  }
  for (const [name, response] of Object.entries<Node>(contract.components.responses)) {
    for (const media of Object.keys(response.content ?? { '': {} })) demands.add(`#/components/responses/${name} as ${media}`)
    for (const fact of ofResponse(contract, response, `#/components/responses/${name}`, walked.answers)) demands.add(fact)
  }
  for (const [name, header] of Object.entries<Node>(contract[COMMON_HEADERS] ?? {}))
    for (const fact of ofHeader(contract, header, `#/${COMMON_HEADERS}/${name}`, walked.answers)) demands.add(fact)
  return demands
}

interface Walked {
  answers: Set<string>
  requests: Set<string>
}

function* ofAnswers(contract: Node, { declared, at }: Operation, walked: Set<string>): Generator<string> {
  for (const [status, response] of Object.entries<Node>(declared.responses)) {
    const here = placed(contract, response, `${at}/responses/${status}`)
    for (const media of Object.keys(here.node.content ?? { '': {} })) yield `${at}/responses/${status} as ${media}`
    yield* ofResponse(contract, here.node, here.at, walked)
    const own = here.node.content?.['application/json']?.schema
    // Operations share a schema, and each has its own code that sends a member.
    if (Number(status) < 300 && own !== undefined)
      for (const name of membersOf(contract, own)) yield `${at}/responses/${status} with ${name}`
  }
}

function membersOf(contract: Node, declared: Node): string[] {
  const { node: schema } = placed(contract, declared, '')
  const alternatives: Node[] = schema.anyOf ?? []
  return [...Object.keys(schema.properties ?? {}), ...alternatives.flatMap((one) => membersOf(contract, one))]
}

function* ofResponse(contract: Node, { headers = {}, content = {} }: Node, at: string, walked: Set<string>): Generator<string> {
  for (const [name, header] of Object.entries<Node>(headers)) yield* ofHeader(contract, header, `${at}/headers/${name}`, walked)
  for (const [media, { schema }] of Object.entries<Node>(content))
    yield* ofSchema(contract, schema, `${at}/content/${media.replaceAll('/', '~1')}/schema`, walked)
}

function* ofHeader(contract: Node, declared: Node, at: string, walked: Set<string>): Generator<string> {
  const { node: header, at: place } = placed(contract, declared, at)
  yield `${place} present`
  if (!header.required) yield `${place} absent`
  yield* ofSchema(contract, header.schema, `${place}/schema`, walked)
}

/** A member that may be absent was seen both ways: else the contract should require it, or not name it. */
function* ofSchema(contract: Node, schema: Node, at: string, above: Set<string>): Generator<string> {
  if (above.has(at)) return
  above.add(at)
  if (typeof schema.$ref === 'string') return yield* ofSchema(contract, locate(contract, schema.$ref), schema.$ref, above)
  for (const [index, one] of (schema.anyOf ?? []).entries()) {
    yield `${at}/anyOf/${index} alone`
    yield* ofSchema(contract, one, `${at}/anyOf/${index}`, above)
  }
  const types: string[] = schema.type === undefined ? [] : [schema.type].flat()
  for (const type of types) yield `${at} type ${type}`
  const values: unknown[] = schema.enum ?? (schema.const === undefined ? [] : [schema.const])
  for (const value of values) yield `${at} value ${String(value)}`
  if (types.includes('boolean') && values.length === 0) yield* [`${at} value true`, `${at} value false`]
  for (const bound of ['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems'])
    if (schema[bound] !== undefined) yield `${at} at its ${bound}`
  for (const [name, member] of Object.entries<Node>(schema.properties ?? {})) {
    yield `${at}/properties/${name} present`
    if (!schema.required?.includes(name)) yield `${at}/properties/${name} absent`
    yield* ofSchema(contract, member, `${at}/properties/${name}`, above)
  }
  if (schema.items) yield* ofSchema(contract, schema.items, `${at}/items`, above)
}

function* ofRequests(contract: Node, operation: Operation, walked: Set<string>): Generator<string> {
  const { declared, at } = operation
  for (const { node, at: place } of parametersOf(contract, operation)) {
    yield `${at} ${place} decides`
    if (node.in === 'path') continue
    yield `accepted ${at} ${place} present`
    if (!node.required) yield `accepted ${at} ${place} absent`
    for (const fact of ofSchema(contract, node.schema, `${place}/schema`, walked)) yield `accepted ${fact}`
    if (node.schema.default !== undefined) yield `${place} by default`
    const pointer = node.in === 'query' ? `/${node.name}` : `header ${node.name}`
    for (const sentence of refusals(contract, node.schema)) yield `refused for ${at} ${pointer} ${sentence}`
  }
  if (!declared.requestBody) return
  yield `accepted ${at}/requestBody present`
  yield `${declared.requestBody.required ? 'refused' : 'accepted'} ${at}/requestBody absent`
  yield `refused ${at}/requestBody of another media type`
  for (const [media, { schema }] of Object.entries<Node>(declared.requestBody.content)) {
    yield `accepted ${at}/requestBody as ${media}`
    for (const fact of ofSchema(contract, schema, `${at}/requestBody/content/${media.replaceAll('/', '~1')}/schema`, walked))
      yield `accepted ${fact}`
    if (media.endsWith('json')) yield* ofMembers(contract, schema, at, '')
  }
}

/** Each rule of a body's schema was broken by some request, which was refused for it. */
function* ofMembers(contract: Node, declared: Node, at: string, pointer: string): Generator<string> {
  const { node: schema } = placed(contract, declared, '')
  for (const sentence of refusals(contract, schema)) yield `refused for ${at} ${pointer} ${sentence}`
  for (const name of schema.required ?? []) yield `refused for ${at} ${pointer}/${name} is required`
  for (const [name, member] of Object.entries<Node>(schema.properties ?? {})) yield* ofMembers(contract, member, at, `${pointer}/${name}`)
}

function refusals(contract: Node, declared: Node): string[] {
  const { node: schema } = placed(contract, declared, '')
  const unit = schema.type === 'string' ? ' characters long' : ''
  return [
    ...(schema.enum ? [`must be one of ${schema.enum.join(', ')}`] : []),
    ...['minimum', 'minLength'].filter((bound) => schema[bound] !== undefined).map((bound) => `must be at least ${schema[bound]}${unit}`),
    ...['maximum', 'maxLength'].filter((bound) => schema[bound] !== undefined).map((bound) => `must be at most ${schema[bound]}${unit}`),
  ]
}

function* ofSecurity({ at, declared }: Operation): Generator<string> {
  const security: Record<string, string[]>[] = declared.security
  for (const way of security) yield `${at}/security opened by ${Object.keys(way).join() || 'nothing'}`
  for (const scope of new Set(security.flatMap((way) => Object.values(way).map((scopes) => scopes.join(' ')))))
    if (scope !== '') yield `${at}/security scope ${scope} refused`
  if (declared['x-audience'] === 'exclusive') yield `${at}/x-audience refused`
}
