/**
 * A request before it is sent: its parts as lists, so that a mistake can be made in each.
 *
 * @module
 */

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract, deref, type Operation } from '../support/contract.ts'
import type { Random } from '../support/random.ts'
import { generatedValue, membersOf, type Values } from './generated-values.ts'
import type { KnownValues } from './known-values.ts'

export type Members = [name: string, value: unknown][]

/** A list of members, and the schema of an object that it should be. */
export interface Part {
  members: Members
  schema: Node
}

export interface Draft {
  operation: Operation
  path: string
  header: Part
  query: Part
  /** Absent if the operation takes no body, or may go without. */
  body: (Part & { media: string; declared: Node }) | undefined
  /** What the request says, for the facts that its answer adds to. */
  said: Record<string, string>
}

const FORM = 'application/x-www-form-urlencoded'

export function draft(operation: Operation, random: Random, known: KnownValues): Draft {
  const { declared } = operation
  const parameters: Node[] = (declared.parameters ?? []).map(deref)
  const [media, content] = Object.entries<Node>(declared.requestBody?.content ?? {})[0] ?? ['', { schema: {} }]
  const declaredBody = deref(content.schema)
  const schema = declaredBody.anyOf ? deref(random.pick(declaredBody.anyOf)) : declaredBody
  const names = [...parameters.filter((one) => one.in === 'path').map(({ name }) => name), ...Object.keys(schema.properties ?? {})]
  const facts = known.about(random.number(2) === 0 ? names : names.filter((name) => (schema.required ?? names).includes(name)), random)
  const values: Values = { random, facts, familiar: random.pick([0, 9, 10, 10]), optional: random.pick([0, 0, 3, 8]) }
  const path = partOf(values, parameters, 'path')
  const body = media === '' ? undefined : { members: membersOf(values, schema), schema, media, declared: declaredBody }
  const absent = declared.requestBody?.required !== true && random.number(3) === 0
  return {
    operation,
    path: path.members.reduce((url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(String(value))), operation.path),
    header: partOf(values, parameters, 'header'),
    query: partOf(values, parameters, 'query'),
    body: absent ? undefined : body,
    said: {
      ...(isAbout(facts, path.members) ? facts : {}),
      ...Object.fromEntries(
        [...path.members, ...(body?.members ?? [])].filter((one): one is [string, string] => typeof one[1] === 'string'),
      ),
    },
  }
}

/** Whether the path names the object of the facts, so that the answer adds to these. */
const isAbout = (facts: Record<string, string>, path: Members): boolean =>
  path.length > 0 && path.every(([name, value]) => facts[name] === value)

/** A field has no other characters here (RFC 9110 §5.5). */
const visible = (value: unknown): string => String(value).replaceAll(/[^!-~]/g, '~')

function partOf(values: Values, parameters: Node[], place: string): Part {
  const here = parameters.filter((parameter) => parameter.in === place)
  const properties = Object.fromEntries(here.map(({ name, schema, example }) => [name, { example, ...deref(schema) }]))
  const schema = { type: 'object', properties, required: here.filter(({ required }) => required).map(({ name }) => name) }
  const members = Object.entries(properties)
    .filter(([name]) => schema.required.includes(name) || values.random.number(10) < values.optional)
    .map(([name, declared]): [string, unknown] => [name, generatedValue(values, name, declared as Node)])
    .map(([name, value]): [string, unknown] => [name, place === 'header' ? visible(value) : value])
  return { members, schema }
}

/** Writes the members as JSON or as a form. A name may be there twice. */
export function written({ members, media }: { members: Members; media: string }): string {
  if (media === FORM) return new URLSearchParams(textsOf(members)).toString()
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
}

/** A list is a repeated parameter. */
export const textsOf = (members: Members): [string, string][] =>
  members.flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]))

const body = new Ajv2020({ strict: false })
const query = new Ajv2020({ strict: false, coerceTypes: true })
for (const ajv of [body, query]) formats.default(ajv)
const validators = new WeakMap<Node, ValidateFunction>()

function validates(ajv: Ajv2020, schema: Node, members: Members): boolean {
  const known = validators.get(schema) ?? ajv.compile({ ...schema, components: contract.components })
  validators.set(schema, known)
  return known(JSON.parse(written({ members, media: 'application/json' })))
}

/** The only parameter that may be repeated (RFC 8707 §2). */
const MAY_REPEAT = 'resource'
const repeats = (members: Members): boolean => {
  const names = textsOf(members)
    .map(([name]) => name)
    .filter((name) => name !== MAY_REPEAT)
  return new Set(names).size < names.length
}

/** Returns true if the contract has such a request. Members of a form and a query are texts. */
export function isOfContract(of: Draft): boolean {
  const { header, body: sent } = of
  if (!isQueryOfContract(of) || !validates(query, header.schema, header.members)) return false
  if (sent === undefined) return true
  if (sent.media !== FORM) return validates(body, sent.declared, sent.members)
  return !repeats(sent.members) && validates(body, sent.declared, textsOf(sent.members))
}

/** An administrative operation refuses what it does not know. Others ignore it. */
function isQueryOfContract({ operation, query: { members, schema } }: Draft): boolean {
  if (!operation.path.startsWith('/admin/')) return true
  const isKnown = textsOf(members).every(([name]) => Object.hasOwn(schema.properties, name))
  return isKnown && !repeats(members) && validates(query, schema, textsOf(members))
}
