/**
 * Checks that whatever the contract names exists: tags, security schemes, scopes, paths, settings, commands
 * and components. So must each name that its prose writes as code.
 *
 * @module
 */

import type { Node } from '../../scripts/json-pointer.ts'
import { operationsOf } from '../../scripts/judge/operations.ts'
import { proseOf } from './prose.ts'

/** What exists outside the contract, as the code has it. */
export interface Known {
  settings: readonly string[]
  /** Commands such as `users passwd`. */
  commands: readonly string[]
  /** Other texts that prose may write as code, each with where it comes from. */
  words: Readonly<Record<string, string>>
}

/** Returns a sentence for each name that does not exist, and for each declared one that nothing names. */
export const nameDepartures = (contract: Node, known: Known, named = namedThings(contract)): string[] => [
  ...tagDepartures(contract),
  ...securityDepartures(contract),
  ...urlDepartures(contract),
  ...proseOf(contract).flatMap(({ at, text }) =>
    codeIn(text).flatMap((code) => (isKnown(contract, known, named, code) ? [] : [`${at} names ${code}, which does not exist`])),
  ),
]

const differing = (what: string, named: readonly string[], declared: readonly string[]): string[] => [
  ...[...new Set(named)].filter((name) => !declared.includes(name)).map((name) => `the ${what} ${name} is named, not declared`),
  ...declared.filter((name) => !named.includes(name)).map((name) => `the ${what} ${name} is declared, not named`),
]

const tagDepartures = (contract: Node): string[] => [
  ...differing(
    'tag',
    operationsOf(contract).flatMap(({ declared }) => declared.tags),
    namesIn(contract.tags),
  ),
  ...operationsOf(contract).flatMap(({ id, declared }) => (declared.tags.length === 1 ? [] : [`${id} has not one tag`])),
]

const namesIn = (list: { name: string }[]): string[] => list.map(({ name }) => name)
const requirementsIn = (contract: Node): [scheme: string, scopes: string[]][] =>
  operationsOf(contract).flatMap(({ declared }) => declared.security.flatMap((way: object) => Object.entries(way)))
const flowsIn = (contract: Node): Node[] =>
  Object.values<Node>(contract.components.securitySchemes).flatMap(({ flows = {} }) => Object.values<Node>(flows))

/** Every flow offers every scope that some operation needs. */
function securityDepartures(contract: Node): string[] {
  const requirements = requirementsIn(contract)
  const scopes = requirements.flatMap(([, needed]) => needed)
  return [
    ...differing(
      'security scheme',
      requirements.map(([scheme]) => scheme),
      Object.keys(contract.components.securitySchemes),
    ),
    ...flowsIn(contract).flatMap((flow) => differing('scope', scopes, Object.keys(flow.scopes))),
  ]
}

/** Whatever is relative must be a path of the contract: a grant is a POST, a page a GET. */
function urlDepartures(contract: Node): string[] {
  const flows = flowsIn(contract).flatMap(({ tokenUrl, refreshUrl = tokenUrl }) => [tokenUrl, refreshUrl])
  const pages = operationsOf(contract).flatMap(({ declared }) => [
    declared['x-page'] ?? [],
    Object.values<Node>(declared.responses).map(({ headers }) => headers?.Location?.schema.const ?? []),
  ])
  const has = (method: string) => (path: string) => contract.paths[path]?.[method] !== undefined
  const servers = contract.servers.map(({ url }: { url: string }) => url)
  return [
    ...flows.filter((path) => !has('post')(path)).map((path) => `${path} takes no grant`),
    ...(pages.flat(2) as string[]).filter((path) => !has('get')(path)).map((path) => `${path} is no page`),
    ...(servers.join() === '' ? [] : [`the server is ${servers.join()}, not this one`]),
  ]
}

/** Returns the texts between backticks. */
const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)

function isKnown(contract: Node, { settings, commands, words }: Known, named: ReadonlySet<string>, code: string): boolean {
  const [, setting, value] = /^([A-Z_]+)(?:=(\w+))?$/.exec(code) ?? []
  if (setting?.startsWith('MINTMARK_')) return settings.includes(setting) && (value === undefined || value !== '')
  const [, method, path] = /^(?:([A-Z]+) )?(\/\S*)$/.exec(code) ?? []
  if (path !== undefined) return isPath(contract, path, method)
  if (code in words) return true
  if (commands.some((command) => code.startsWith(`${command} `))) return true
  return named.has(code)
}

/** A path of the contract, or the beginning of several, such as `/admin`. */
const isPath = ({ paths }: Node, path: string, method: string | undefined): boolean =>
  method === undefined
    ? Object.keys(paths).some((one) => one === path || one.startsWith(`${path}/`))
    : paths[path]?.[method.toLowerCase()] !== undefined

/** Returns the names of components, members and parameters, the values of enums, and the media types. */
function namedThings({ components, paths }: Node): Set<string> {
  const found = new Set<string>()
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    const { properties = {}, name, enum: values = [], content = {}, headers = {}, scopes = {} } = node as Node
    const named = [properties, content, headers, scopes].flatMap((members) => (Array.isArray(members) ? [] : Object.keys(members)))
    for (const one of [...named, ...(Array.isArray(values) ? values : []), name]) if (typeof one === 'string') found.add(one)
    for (const value of Object.values(node)) walk(value)
  }
  walk([components, paths])
  for (const kind of Object.values<Node>(components)) for (const one of Object.keys(kind)) found.add(one)
  return found
}
