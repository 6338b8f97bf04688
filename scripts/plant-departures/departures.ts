/**
 * Makes every departure of the listed kinds that the contract has a place for. Each changes one place of a
 * copy of the contract, as a writer might by mistake.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'

export interface Departure {
  kind: string
  /** Where, as a JSON Pointer (RFC 6901), and what was done there. */
  at: string
  /** Changes a copy of the contract. */
  apply(contract: Node): void
}

type Path = readonly (string | number)[]
type Change = (node: Node, contract: Node) => void
type Plant = (kind: string, what: string, path: Path, change: Change) => void

export const pointerOf = (path: Path): string =>
  `#/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`

const nodeAt = (contract: Node, path: Path): Node => path.reduce<Node>((node, step) => node[step], contract)

/** What surrounds a node: a schema has other places than a response. */
type Room = 'schema' | 'response' | 'operation' | 'other'

export function departuresOf(contract: Node): Departure[] {
  const found: Departure[] = []
  const plant: Plant = (kind, what, path, change) =>
    found.push({ kind, at: `${pointerOf(path)} ${what}`, apply: (copy) => change(nodeAt(copy, path), copy) })
  walk(contract, [], plant)
  return found
}

function walk(node: unknown, path: Path, plant: Plant): void {
  if (node === null || typeof node !== 'object') return
  const last = path.at(-1)
  if (last === 'example' || last === 'value') return
  if (!Array.isArray(node)) {
    const room = roomOf(path)
    if (room === 'schema') plantInSchema(node, path, plant)
    if (room === 'operation') plantInOperation(node, path, plant)
    plantAnywhere(node, path, plant)
  }
  for (const [key, value] of Object.entries(node)) walk(value, [...path, Array.isArray(node) ? Number(key) : key], plant)
}

function roomOf(path: Path): Room {
  if (path[0] === 'paths' && path.length === 3) return 'operation'
  const last = path.at(-1)
  const before = path.at(-2)
  if (last === 'schema' || last === 'items' || before === 'anyOf' || (before === 'properties' && last !== undefined)) return 'schema'
  return path[0] === 'components' && path[1] === 'schemas' && path.length === 3 ? 'schema' : 'other'
}

const TYPES = ['string', 'integer', 'boolean', 'array', 'object']

function plantInSchema(schema: Node, path: Path, plant: Plant): void {
  if (typeof schema.$ref === 'string') return
  for (const name of Object.keys(schema.properties ?? {})) {
    plant('members', `${name} is dropped`, path, (node) => {
      delete node.properties[name]
      if (node.required) node.required = node.required.filter((one: string) => one !== name)
    })
    plant('members', `${name} is renamed`, path, (node) => {
      node.properties[`${name}_x`] = node.properties[name]
      delete node.properties[name]
      if (node.required) node.required = node.required.map((one: string) => (one === name ? `${name}_x` : one))
    })
    const isRequired = schema.required?.includes(name)
    plant('members', `${name} ${isRequired ? 'may be absent' : 'is required'}`, path, (node) => {
      node.required = isRequired ? node.required.filter((one: string) => one !== name) : [...(node.required ?? []), name]
    })
  }
  if (schema.properties) {
    plant('members', 'one more may be there', path, (node) => {
      node.properties.planted = { type: 'string' }
    })
    plant('members', 'one more is required', path, (node) => {
      node.properties.planted = { type: 'string' }
      node.required = [...(node.required ?? []), 'planted']
    })
  }
  if (typeof schema.type === 'string') {
    const others = TYPES.filter((type) => type !== schema.type)
    plant('values', 'another type', path, (node) => {
      node.type = others[0]
    })
    plant('values', 'or null', path, (node) => {
      node.type = [node.type, 'null']
    })
  }
  for (const value of schema.enum ?? []) {
    plant('values', `${value} is no value`, path, (node) => {
      node.enum = node.enum.filter((one: unknown) => one !== value)
      if (node.enum.length === 0) node.enum = ['planted']
    })
  }
  if (schema.enum) plant('values', 'one more value', path, (node) => void node.enum.push('planted'))
  for (const key of ['enum', 'const'])
    if (schema[key] !== undefined) plant('values', `any, without ${key}`, path, (node) => void delete node[key])
  if (schema.const !== undefined)
    plant('values', 'another constant', path, (node) => {
      node.const = 'planted'
    })
  for (const [index] of (schema.anyOf ?? []).entries())
    plant('alternatives', `${index} is dropped`, path, (node) => void node.anyOf.splice(index, 1))
  if (schema.anyOf) plant('alternatives', 'one more', path, (node) => void node.anyOf.push({ type: 'boolean' }))
  for (const bound of ['minimum', 'maximum', 'minLength', 'maxLength']) {
    if (schema[bound] === undefined) continue
    for (const by of [-1, 1])
      plant('bounds', `${bound} ${by > 0 ? 'one more' : 'one less'}`, path, (node) => {
        node[bound] += by
      })
    plant('bounds', `no ${bound}`, path, (node) => void delete node[bound])
  }
  if (schema.additionalProperties !== undefined)
    plant('bounds', 'additionalProperties is turned', path, (node) => {
      node.additionalProperties = !node.additionalProperties
    })
  if (schema.default !== undefined) {
    plant('defaults', 'another', path, (node) => {
      node.default += 1
    })
    plant('defaults', 'none', path, (node) => void delete node.default)
  }
  if (schema.format) plant('formats', 'none', path, (node) => void delete node.format)
  if (schema.type === 'string' && !schema.format && !schema.enum)
    plant('formats', 'date-time', path, (node) => {
      node.format = 'date-time'
    })
  if (schema.pattern) {
    plant('formats', 'no pattern', path, (node) => void delete node.pattern)
    plant('formats', 'another pattern', path, (node) => {
      node.pattern = '^planted$'
    })
  }
}

function plantInOperation(operation: Node, path: Path, plant: Plant): void {
  plant('names', 'another operationId', path, (node) => {
    node.operationId += 'X'
  })
  plant('tags', 'no tag', path, (node) => {
    node.tags = []
  })
  plant('tags', 'an undeclared tag', path, (node) => {
    node.tags = ['Planted']
  })
  for (const [index] of operation.security.entries()) {
    plant(
      'security',
      `${Object.keys(operation.security[index]).join() || 'nothing'} is dropped`,
      path,
      (node) => void node.security.splice(index, 1),
    )
    for (const scheme of Object.keys(operation.security[index]))
      plant('security', `${scheme} with another scope`, path, (node) => {
        node.security[index][scheme] = operation.security[index][scheme].length > 0 ? [] : ['admin']
      })
  }
  for (const scheme of ['', 'clientBasic', 'clientCredentials', 'bearer', 'password']) {
    const way = scheme === '' ? {} : { [scheme]: [] }
    if (operation.security.some((one: object) => Object.keys(one).join() === scheme)) continue
    plant('security', `${scheme || 'nothing'} is enough`, path, (node) => void node.security.push(way))
  }
  if (operation['x-audience']) plant('security', 'any audience', path, (node) => void delete node['x-audience'])
  else if (operation.security.length > 0)
    plant('security', 'an exclusive audience', path, (node) => {
      node['x-audience'] = 'exclusive'
    })
  plant('parameters', 'one more in the query', path, (node) => {
    node.parameters = [...(node.parameters ?? []), { name: 'planted', in: 'query', schema: { type: 'string' } }]
  })
  plant('parameters', 'one more in a header', path, (node) => {
    node.parameters = [...(node.parameters ?? []), { name: 'Planted', in: 'header', schema: { type: 'string' } }]
  })
  for (const [index] of (operation.parameters ?? []).entries())
    plant('parameters', `${index} is dropped`, path, (node) => void node.parameters.splice(index, 1))
  for (const status of Object.keys(operation.responses)) {
    plant('statuses', `${status} is dropped`, path, (node) => void delete node.responses[status])
    plant('statuses', `${status} is another`, path, (node) => {
      node.responses[418] = node.responses[status]
      delete node.responses[status]
    })
  }
  plant('statuses', 'one more', path, (node) => {
    node.responses[418] = { description: 'Planted.' }
  })
}

function plantAnywhere(node: Node, path: Path, plant: Plant): void {
  if (typeof node.$ref === 'string') plantInReference(node.$ref, path, plant)
  if (node.in) {
    if (node.in !== 'path')
      plant('parameters', `${node.required ? 'may be absent' : 'is required'}`, path, (one) => {
        one.required = !one.required
      })
    plant('parameters', 'another name', path, (one) => {
      one.name += '_x'
    })
    plant('parameters', 'another place', path, (one) => {
      one.in = one.in === 'query' ? 'header' : 'query'
    })
  }
  const isMedia = path.at(-1) === 'content'
  for (const media of isMedia ? Object.keys(node) : []) {
    plant('media types', `${media} is dropped`, path, (one) => void delete one[media])
    plant('media types', `${media} is another`, path, (one) => {
      one['application/planted+json'] = one[media]
      delete one[media]
    })
  }
  if (isMedia)
    plant('media types', 'one more', path, (one) => {
      one['application/planted+json'] = Object.values(one)[0]
    })
  if (path.at(-1) === 'requestBody' || (path.at(-2) === 'headers' && path.at(-1) !== undefined))
    if (!node.$ref)
      plant(path.at(-1) === 'requestBody' ? 'bodies' : 'headers', node.required ? 'may be absent' : 'is required', path, (one) => {
        one.required = !one.required
      })
  if (path.at(-1) === 'headers' && path[1] !== 'headers' && path.length > 1) plantInHeaders(node, path, plant)
  if (path.at(-1) === 'x-headers-of-every-answer') plantInHeaders(node, path, plant)
  if (path.at(-1) === 'examples')
    plant('examples', 'none is left', path, (one) => {
      for (const name of Object.keys(one)) delete one[name]
    })
  if ('value' in node && path.at(-2) === 'examples') plantInExample(node.value, [...path, 'value'], plant)
  for (const key of ['description', 'summary'])
    for (const number of typeof node[key] === 'string' ? (node[key].match(/\d+/g) ?? []) : [])
      plant('prose numbers', `${number} in the ${key}`, path, (one) => {
        one[key] = one[key].replace(number, String(Number(number) + 1))
      })
  if (path.at(-1) === 'servers' || path.at(-2) === 'servers')
    plant('servers', 'another URL', path.at(-2) === 'servers' ? path : [...path, 0], (one) => {
      one.url = '/planted'
    })
  if (path.at(-2) === 'securitySchemes') plantInScheme(node, path, plant)
}

function plantInReference(reference: string, path: Path, plant: Plant): void {
  plant('$refs', `not ${reference}`, path, (one, contract) => {
    const [, , kind, name] = reference.split('/') as [string, string, string, string]
    const own = JSON.stringify(bare(contract.components[kind][name]))
    const names = Object.keys(contract.components[kind])
    const start = names.indexOf(name)
    const other = [...names.slice(start + 1), ...names.slice(0, start)].find(
      (one) => JSON.stringify(bare(contract.components[kind][one])) !== own,
    )
    one.$ref = `#/components/${kind}/${other}`
  })
}

/** Without what only informs readers. */
const bare = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(bare)
  if (node === null || typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'description' && key !== 'examples' && key !== 'example')
      .map(([key, value]) => [key, bare(value)]),
  )
}

function plantInHeaders(headers: Node, path: Path, plant: Plant): void {
  for (const name of Object.keys(headers)) plant('headers', `${name} is dropped`, path, (one) => void delete one[name])
  plant('headers', 'one more may be there', path, (one) => {
    one.Planted = { schema: { type: 'string', const: 'x' } }
  })
  plant('headers', 'one more is required', path, (one) => {
    one.Planted = { required: true, schema: { type: 'string', const: 'x' } }
  })
}

/** Each leaf is replaced by what no request and no answer can have there. */
function plantInExample(value: unknown, path: Path, plant: Plant): void {
  const key = path.at(-1) as string | number
  const parent = path.slice(0, -1)
  if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) plantInExample(member, [...path, Array.isArray(value) ? Number(name) : name], plant)
    return
  }
  plant('examples', `${key} of another type`, parent, (one) => {
    one[key] = { planted: true }
  })
  if (typeof key === 'string' && key !== 'value')
    plant('examples', `${key} under another name`, parent, (one) => {
      one[`${key}_x`] = one[key]
      delete one[key]
    })
}

function plantInScheme(scheme: Node, path: Path, plant: Plant): void {
  plant('security', 'another type', path, (one) => {
    one.type = 'openIdConnect'
  })
  if (scheme.scheme)
    plant('security', 'another scheme', path, (one) => {
      one.scheme = 'digest'
    })
  for (const [name, flow] of Object.entries<Node>(scheme.flows ?? {})) {
    const here = [...path, 'flows', name]
    for (const key of ['tokenUrl', 'refreshUrl'])
      if (flow[key])
        plant('servers', `another ${key}`, here, (one) => {
          one[key] = '/planted'
        })
    for (const scope of Object.keys(flow.scopes)) plant('security', `no scope ${scope}`, here, (one) => void delete one.scopes[scope])
    plant('security', 'one more scope', here, (one) => {
      one.scopes.planted = 'Planted.'
    })
  }
}
