/**
 * Holds a value to a schema of the contract, and notes which parts of the schema the value has used. It knows
 * the keywords that the contract uses; any other stops it, since nobody would hold that promise.
 *
 * @module
 */

import { locate, type Node } from '../json-pointer.ts'

/** What is wrong with a value, in the words that the service itself uses in a refusal. */
export interface Fault {
  /** A JSON Pointer into the value. */
  pointer: string
  sentence: string
}

/** What a value has used of a schema. */
export interface Seen {
  faults: Fault[]
  facts: Set<string>
}

export interface Reading {
  contract: Node
  /** True for answers: a member that the contract does not name is a leak. */
  closed: boolean
}

const KEYWORDS = new Set([
  ...['$ref', 'type', 'enum', 'const', 'anyOf', 'properties', 'required', 'additionalProperties', 'items', 'pattern', 'format'],
  ...['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems', 'default', 'description', 'title', 'example'],
])

const DATE_TIME = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** An RFC 3339 time of a day that exists. */
export function isDateTime(text: string): boolean {
  const day = DATE_TIME.exec(text)?.[1]
  const parsed = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(`${day}T`)
}

export const nothingSeen = (): Seen => ({ faults: [], facts: new Set() })

/** Holds `value` to `schema`, which stands at `at`, and adds what it finds to `seen`. */
export function hold(reading: Reading, schema: Node, at: string, value: unknown, pointer: string, seen: Seen): void {
  if (typeof schema.$ref === 'string') hold(reading, locate(reading.contract, schema.$ref), schema.$ref, value, pointer, seen)
  else if (schema.anyOf) holdToOne(reading, schema.anyOf, at, value, pointer, seen)
  else holdToType(reading, schema, at, value, pointer, seen)
}

function holdToType(reading: Reading, schema: Node, at: string, value: unknown, pointer: string, seen: Seen): void {
  for (const key in schema) if (!KEYWORDS.has(key) && !key.startsWith('x-')) throw new Error(`${at}: the keyword ${key} is not known`)
  const types: string[] = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  const type = types.find((one) => isOfType(value, one))
  if (types.length > 0 && type === undefined) {
    seen.faults.push({ pointer, sentence: wrongType(schema, types, value) })
    return
  }
  seen.facts.add(`${at} type ${type}`)
  holdValue(schema, at, value, pointer, seen)
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) hold(reading, schema.items ?? {}, `${at}/items`, item, `${pointer}/${index}`, seen)
  } else if (value !== null && typeof value === 'object') holdMembers(reading, schema, at, value as Node, pointer, seen)
}

function holdValue(schema: Node, at: string, value: unknown, pointer: string, seen: Seen): void {
  const allowed: unknown[] | undefined = schema.const === undefined ? schema.enum : [schema.const]
  if (allowed !== undefined && !allowed.includes(value)) seen.faults.push({ pointer, sentence: oneOf(allowed) })
  if (allowed !== undefined || typeof value === 'boolean') seen.facts.add(`${at} value ${String(value)}`)
  if (typeof value === 'string') holdText(schema, at, value, pointer, seen)
  if (Array.isArray(value)) holdBounds(schema, at, value.length, ['minItems', 'maxItems'], ' items long', pointer, seen)
  if (typeof value === 'number') holdBounds(schema, at, value, ['minimum', 'maximum'], '', pointer, seen)
}

const isOfType = (value: unknown, type: string): boolean => {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value)
  return typeof value === type
}

function wrongType(schema: Node, types: string[], value: unknown): string {
  if (schema.enum) return oneOf(schema.enum)
  if (types.length > 1) return 'is not valid'
  if (types[0] === 'integer') return `must be of type ${typeof value === 'number' ? 'int' : 'number'}`
  return `must be of type ${types[0] === 'object' && schema.properties === undefined ? 'record' : types[0]}`
}

const oneOf = (values: unknown[]): string => `must be one of ${values.join(', ')}`

function holdToOne(reading: Reading, alternatives: Node[], at: string, value: unknown, pointer: string, seen: Seen): void {
  const each = alternatives.map((schema, index) => {
    const own = nothingSeen()
    hold(reading, schema, `${at}/anyOf/${index}`, value, pointer, own)
    return { own, fact: `${at}/anyOf/${index} alone` }
  })
  const fitting = each.filter(({ own }) => own.faults.length === 0)
  if (fitting.length === 0) {
    // One of them says more: the alternative with the fewest faults.
    const [nearest] = each.toSorted((a, b) => a.own.faults.length - b.own.faults.length)
    seen.faults.push({ pointer, sentence: `is not valid (${nearest?.own.faults.map(said).join('; ')})` })
  }
  if (fitting.length === 1) seen.facts.add(fitting[0]!.fact)
  for (const { own } of fitting) merge(seen, own)
}

export const said = ({ pointer, sentence }: Fault): string => `${pointer || 'it'} ${sentence}`

export function merge(into: Seen, from: Seen): void {
  into.faults.push(...from.faults)
  for (const fact of from.facts) into.facts.add(fact)
}

function holdText(schema: Node, at: string, value: string, pointer: string, seen: Seen): void {
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
    seen.faults.push({ pointer, sentence: `must be of the form /${schema.pattern}/` })
  if (schema.format === 'date-time' && !isDateTime(value)) seen.faults.push({ pointer, sentence: 'must be of the form date-time' })
  holdBounds(schema, at, [...value].length, ['minLength', 'maxLength'], ' characters long', pointer, seen)
}

function holdBounds(
  schema: Node,
  at: string,
  size: number,
  [least, most]: [string, string],
  unit: string,
  pointer: string,
  seen: Seen,
): void {
  const [from, to]: (number | undefined)[] = [schema[least], schema[most]]
  if (from !== undefined && size < from) seen.faults.push({ pointer, sentence: `must be at least ${from}${unit}` })
  if (to !== undefined && size > to) seen.faults.push({ pointer, sentence: `must be at most ${to}${unit}` })
  if (from === size) seen.facts.add(`${at} at its ${least}`)
  if (to === size) seen.facts.add(`${at} at its ${most}`)
}

function holdMembers(reading: Reading, schema: Node, at: string, value: Node, pointer: string, seen: Seen): void {
  const { properties = {}, required = [], additionalProperties = reading.closed ? false : undefined } = schema
  for (const [name, member] of Object.entries<Node>(properties)) {
    const place = `${at}/properties/${name}`
    const isThere = Object.hasOwn(value, name) && value[name] !== undefined
    seen.facts.add(`${place} ${isThere ? 'present' : 'absent'}`)
    if (isThere) hold(reading, member, place, value[name], `${pointer}/${name}`, seen)
    else if (required.includes(name)) seen.faults.push({ pointer: `${pointer}/${name}`, sentence: 'is required' })
  }
  if (additionalProperties !== false) return
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(properties, name))
  if (unknown.length > 0) seen.faults.push({ pointer, sentence: `has a member that is not known here: ${unknown.join(', ')}` })
}
