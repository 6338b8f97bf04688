/**
 * Makes the text of `generated/routes.ts`: one `@hono/zod-openapi` route for each operation of the contract,
 * built from the generated schemas. Nothing of the contract is written twice, so nothing can drift.
 *
 * It supports what our contract uses. Anything else stops the generation with the operation's name. Otherwise
 * nobody would enforce such a rule.
 *
 * @module
 */

import { locate, type Node } from './json-pointer.ts'

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch'])
const OPERATION_KEYS = new Set(
  'operationId tags summary description externalDocs deprecated security parameters requestBody responses'.split(' '),
)
const PARAMETER_PLACES = { path: ['params', 'Path'], query: ['query', 'Query'], header: ['headers', 'Headers'] } as const
const BODY_MEDIA = ['application/json', 'application/x-www-form-urlencoded']

const INTEGER = `/** Digits become a number; anything else is left for the schema to refuse. */
const integer = <S extends z.ZodType>(schema: S) =>
  z.preprocess((text) => (typeof text === 'string' && /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text), schema)

`

/** @throws {Error} with the operation's name, if the contract uses what is not supported. */
export function generateRoutes(contract: Node): string {
  const deref = (node: Node): Node => (typeof node.$ref === 'string' ? deref(locate(contract, node.$ref)) : node)
  const operations = Object.entries<Node>(contract.paths).flatMap(([path, item]) =>
    Object.entries<Node>(item).map(([method, operation]) => ({ path, method, operation })),
  )
  const routes = operations.map(({ path, method, operation }) => routeOf(path, method, operation, deref))
  const ids = operations.map(({ operation }) => operation.operationId as string)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice) throw new Error(`${twice}: the operationId is not unique`)

  const text = routes.join('\n\n')
  const schemas = [...new Set(text.match(/\bz[A-Z]\w*/g))].sort()
  const integers = text.includes('integer(')
  return `// From openapi/openapi.yaml by scripts/generate-routes.ts; never edited.
import { createRoute${integers ? ', z' : ''} } from '@hono/zod-openapi'
import {
${schemas.map((name) => `  ${name},`).join('\n')}
} from './zod.gen.ts'

${integers ? INTEGER : ''}${text}

/** Every operation of the contract, in its order. */
export const routes = {
${ids.map((id) => `  ${id},`).join('\n')}
}
`
}

function routeOf(path: string, method: string, operation: Node, deref: (node: Node) => Node): string {
  const id: unknown = operation.operationId
  if (!METHODS.has(method)) throw new Error(`${path}: '${method}' is not supported on a path`)
  if (typeof id !== 'string' || !/^[a-z][A-Za-z0-9]*$/.test(id)) throw new Error(`${method} ${path}: needs an operationId in camelCase`)
  const extensions = Object.keys(operation).filter((key) => key.startsWith('x-'))
  const unknown = Object.keys(operation).find((key) => !OPERATION_KEYS.has(key) && !extensions.includes(key))
  if (unknown) throw new Error(`${id}: '${unknown}' is not supported on an operation`)
  if (!Array.isArray(operation.security)) throw new Error(`${id}: say its security, or security: []`)
  const request = requestOf(id, operation, deref)
  return [
    `export const ${id} = createRoute({`,
    `  operationId: ${literal(id)},`,
    `  method: ${literal(method)},`,
    `  path: ${literal(path)},`,
    `  security: ${literal(operation.security)},`,
    ...extensions.map((key) => `  ${literal(key)}: ${literal(operation[key])},`),
    ...(request.length > 0 ? ['  request: {', ...request.map((line) => `    ${line},`), '  },'] : []),
    '  responses: {',
    ...Object.entries<Node>(operation.responses).map(([status, response]) => `    ${responseOf(id, status, deref(response))},`),
    '  },',
    '})',
  ].join('\n')
}

function requestOf(id: string, operation: Node, deref: (node: Node) => Node): string[] {
  const parameters: Node[] = (operation.parameters ?? []).map(deref)
  const stranger = parameters.find((parameter) => !(parameter.in in PARAMETER_PLACES))
  if (stranger) throw new Error(`${id}: a parameter in '${stranger.in}' is not supported`)
  const lines = Object.entries(PARAMETER_PLACES).flatMap(([place, [member, suffix]]) => {
    const here = parameters.filter((parameter) => parameter.in === place)
    return here.length > 0 ? [`${member}: ${parametersOf(id, `z${pascal(id)}${suffix}`, here, deref)}`] : []
  })
  if (!operation.requestBody) return lines

  const { required = false, content } = deref(operation.requestBody)
  const media = Object.keys(content)
  if (media.length !== 1 || !BODY_MEDIA.includes(media[0]!))
    throw new Error(`${id}: the body needs one media type: ${BODY_MEDIA.join(' or ')}`)
  // The generator of the validators ignores that an object is closed.
  const closed = deref(content[media[0]!].schema ?? {}).additionalProperties === false ? '.strict()' : ''
  return [...lines, `body: { required: ${required}, content: { ${literal(media[0])}: { schema: z${pascal(id)}Body${closed} } } }`]
}

/** A parameter is text on the wire. An integer of a query becomes a number before its schema checks it. */
function parametersOf(id: string, schema: string, parameters: Node[], deref: (node: Node) => Node): string {
  const integers = parameters.filter(({ name, in: place, schema: own = {} }) => {
    const { type } = deref(own)
    if (type !== 'string' && !(type === 'integer' && place === 'query')) throw new Error(`${id}: '${name}' cannot be of type '${type}'`)
    return type === 'integer'
  })
  if (integers.length === 0) return schema
  return `${schema}.extend({ ${integers.map(({ name }) => `${name}: integer(${schema}.shape.${name})`).join(', ')} })`
}

function responseOf(id: string, status: string, response: Node): string {
  if (!/^[2345]\d\d$/.test(status)) throw new Error(`${id}: '${status}' is not a status`)
  const content = Object.entries<Node>(response.content ?? {}).map(([media, { schema }]) => {
    if (!schema?.$ref) throw new Error(`${id} ${status}: give the schema a name under components.schemas`)
    return `${literal(media)}: { schema: z${schema.$ref.split('/').at(-1)} }`
  })
  return content.length > 0 ? `${status}: { description: '', content: { ${content.join(', ')} } }` : `${status}: { description: '' }`
}

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1)

/** Returns the value as source text, with the quotes that the project uses. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value).map(([key, member]) => `${/^[A-Za-z]\w*$/.test(key) ? key : literal(key)}: ${literal(member)}`)
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}'
}
