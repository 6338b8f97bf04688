/**
 * Makes every departure of the listed kinds that the contract has a place for. Each changes one place of a
 * copy of the contract, as a writer might by mistake.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { plantInOperation } from './in-operations.ts'
import { plantInExample, plantInReference, plantInScheme } from './in-parts.ts'
import { plantInSchema } from './in-schemas.ts'
import type { Path, Plant } from './plant.ts'

export interface Departure {
  kind: string
  /** Where, as a JSON Pointer (RFC 6901), and what was done there. */
  at: string
  /** Returns the changed contract. It shares with the given one what the departure leaves as it is. */
  applyTo(contract: Node): Node
}

export const pointerOf = (path: Path): string =>
  `#/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`

function changedAt(node: Node, [step, ...rest]: Path, change: (copy: Node) => void): Node {
  if (step === undefined) {
    const copy = structuredClone(node)
    change(copy)
    return copy
  }
  const copy: Node = Array.isArray(node) ? [...node] : { ...node }
  copy[step] = changedAt(node[step], rest, change)
  return copy
}

/** What surrounds a node: a schema has other places than a response. */
type Room = 'schema' | 'response' | 'operation' | 'other'

export function departuresOf(contract: Node): Departure[] {
  const found: Departure[] = []
  const plant: Plant = (kind, what, path, change) =>
    found.push({
      kind,
      at: `${pointerOf(path)} ${what}`,
      applyTo: (all) => changedAt(all, path, (copy) => change(copy, all)),
    })
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

function plantInHeaders(headers: Node, path: Path, plant: Plant): void {
  for (const name of Object.keys(headers)) plant('headers', `${name} is dropped`, path, (one) => void delete one[name])
  plant('headers', 'one more may be there', path, (one) => {
    one.Planted = { schema: { type: 'string', const: 'x' } }
  })
  plant('headers', 'one more is required', path, (one) => {
    one.Planted = { required: true, schema: { type: 'string', const: 'x' } }
  })
}
