/**
 * Makes values of the contract's schemas. Where a schema says only "a text", the member's name says more.
 *
 * @module
 */

import type { Node } from '../../scripts/json-pointer.ts'
import { deref } from '../support/contract.ts'
import type { Random } from '../support/random.ts'
import { ISSUER, PASSWORD } from '../support/service.ts'
import type { Facts } from './known-values.ts'

export const ORDERS = 'https://orders.example.com'

/** Texts that mean something to the service, of which some are refused. */
const TEXTS: Record<string, readonly string[]> = {
  password: [PASSWORD, 'four words are a fine start', 'short'],
  current_password: [PASSWORD, 'four words are a fine start'],
  new_password: [PASSWORD, 'four words are a fine start', 'short'],
  scope: ['data:read', 'data:read', 'admin', 'data:read admin', 'read write', ' ', 'a"b'],
  resource: [ISSUER, ORDERS, 'https://stock.example.com', 'no-uri'],
  audiences: ['https://stock.example.com', ORDERS, 'no uri'],
  identifiers: ['https://stock.example.com', 'stock'],
  token_type_hint: ['access_token', 'refresh_token', 'another'],
  client_assertion_type: ['urn:ietf:params:oauth:client-assertion-type:jwt-bearer', 'another'],
  client_id: ['web', 'default', 'nobody'],
  asset: ['mintmark.css', 'mintmark.js', 'scalar.js', 'nothing.js'],
}
const PIECES = ['a', 'B', '7', '-', '_', '.', 'é', '\u{1f511}', ' ', '/', '"', '=']
const MOMENTS = ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00.5+01:00', '2026-01-02T00:00:00Z']

export interface Values {
  random: Random
  /** What is known about the object that the request is about. */
  facts: Facts
  /** How many of ten texts come from `facts`, where these have the name. */
  familiar: number
  /** How many of ten members that may be absent are there. */
  optional: number
}

export function generatedValue(values: Values, name: string, declared: Node): unknown {
  const { random } = values
  const schema = deref(declared)
  if (schema.anyOf) return generatedValue(values, name, random.pick(schema.anyOf))
  if (schema.enum) return random.pick(schema.enum)
  switch (Array.isArray(schema.type) ? random.pick<string>(schema.type) : schema.type) {
    case 'object':
      return Object.fromEntries(membersOf(values, schema))
    case 'array':
      return random.some(0, 2, () => generatedValue(values, name, schema.items))
    case 'integer':
      return schema.minimum + random.number(schema.maximum - schema.minimum + 1)
    case 'boolean':
      return random.number(2) === 0
    case 'null':
      return null
    default:
      return textOf(values, name, schema)
  }
}

/** Returns all members that must be there, and some of the others. */
export function membersOf(values: Values, { properties = {}, required = [] }: Node): [string, unknown][] {
  return Object.entries<Node>(properties)
    .filter(([name]) => required.includes(name) || values.random.number(10) < values.optional)
    .map(([name, schema]) => [name, generatedValue(values, name, schema)])
}

function textOf({ random, facts, familiar }: Values, name: string, { format, example, examples }: Node): string {
  const fact = facts[name]
  if (fact !== undefined && random.number(10) < familiar) return fact
  if (format === 'date-time') return random.pick(MOMENTS)
  const meant = [...(TEXTS[name] ?? []), ...(example === undefined ? [] : [example]), ...(examples ?? [])]
  if (meant.length > 0 && random.number(10) < 8) return random.pick(meant)
  return random.number(4) === 0 ? anyText(random) : `${name}-${random.number(1e6)}`
}

/** A text of a few characters, of which some are rare. */
export const anyText = (random: Random): string => random.some(1, 12, () => random.pick(PIECES)).join('')
