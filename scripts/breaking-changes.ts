/**
 * Finds what in a contract breaks the clients of the contract before it.
 *
 * A request that was good must stay good and mean the same. A client of the old contract must be able to read
 * every answer. So these changes break clients:
 *
 * - An operation, media type, member or enumerated value of a request is gone.
 * - A member of a request is newly required, or its type is narrower.
 * - A success, media type or member of a response is gone, or a member may now be absent.
 *
 * An addition that clients may use, or a new refusal, breaks nobody.
 *
 * @module
 */

import { locate, type Node } from './json-pointer.ts'

type Side = 'request' | 'response'
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** Returns a sentence for each break; none if every client of `released` can go on. */
export function breakingChanges(released: Node, current: Node): string[] {
  return operationsOf(released).flatMap(({ name, path, method, operation }) => {
    const now = current.paths[path]?.[method]
    if (now === undefined) return [`${name}: is gone`]
    return compareOperations(name, { document: released, node: operation }, { document: current, node: now })
  })
}

/** A node with the document that its references point into. */
interface At {
  document: Node
  node: Node
}

const operationsOf = (document: Node) =>
  Object.entries<Node>(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation: item[method] as Node,
    })),
  )

const resolved = ({ document, node }: At): At =>
  node.$ref ? resolved({ document, node: locate(document, node.$ref) }) : { document, node }
const child = ({ document, node }: At, key: string): At | undefined =>
  node[key] === undefined ? undefined : resolved({ document, node: node[key] })

function compareOperations(name: string, before: At, after: At): string[] {
  return [
    ...compareParameters(name, before, after),
    ...compareSecurity(name, before.node, after.node),
    ...compareRequests(name, before, after),
    ...compareResponses(name, before, after),
  ]
}

function compareParameters(name: string, before: At, after: At): string[] {
  const listed = ({ document, node }: At) => ((node.parameters ?? []) as Node[]).map((parameter) => resolved({ document, node: parameter }))
  const find = (list: At[], { node }: At) => list.find((other) => other.node.name === node.name && other.node.in === node.in)
  const [old, now] = [listed(before), listed(after)]
  const gone = old.filter((parameter) => !find(now, parameter)).map(({ node }) => `${name}: the parameter ${node.name} is gone`)
  const demanded = now.filter((parameter) => parameter.node.required && !find(old, parameter)?.node.required)
  const changed = old.flatMap((parameter) => {
    const other = find(now, parameter)
    return other
      ? compareSchemas(`${name}, parameter ${parameter.node.name}`, child(parameter, 'schema'), child(other, 'schema'), 'request')
      : []
  })
  return [...gone, ...demanded.map(({ node }) => `${name}: the parameter ${node.name} is newly required`), ...changed]
}

/** Each way to authenticate that was accepted must still be accepted. */
function compareSecurity(name: string, { security: old = [] }: Node, { security: now = [] }: Node): string[] {
  const isOpen = (list: Node[]) => list.length === 0 || list.some((requirement) => Object.keys(requirement).length === 0)
  const covers = (requirement: Node, wanted: Node) =>
    Object.entries<string[]>(requirement).every(
      ([scheme, scopes]) => wanted[scheme] && scopes.every((scope) => wanted[scheme].includes(scope)),
    )
  if (isOpen(now)) return []
  const ways: Node[] = isOpen(old) ? [{}] : old
  return ways
    .filter((way) => !now.some((requirement: Node) => covers(requirement, way)))
    .map((way) => `${name}: ${JSON.stringify(way)} no longer opens it`)
}

function compareRequests(name: string, before: At, after: At): string[] {
  const [old, now] = [child(before, 'requestBody'), child(after, 'requestBody')]
  const demanded = now?.node.required && !old?.node.required ? [`${name}: a body is newly required`] : []
  return [...demanded, ...compareContents(`${name}, request`, old, now, 'request')]
}

function compareResponses(name: string, before: At, after: At): string[] {
  return Object.keys(before.node.responses).flatMap((status) => {
    const old = resolved({ document: before.document, node: before.node.responses[status] })
    const found = after.node.responses[status]
    if (found === undefined) return status.startsWith('2') ? [`${name}: ${status} is no longer answered`] : []
    const now = resolved({ document: after.document, node: found })
    const headers = Object.keys(old.node.headers ?? {}).filter((header) => child(child(old, 'headers')!, header)?.node.required)
    const lost = headers.filter((header) => !now.node.headers?.[header]).map((header) => `${name} ${status}: the header ${header} is gone`)
    return [...lost, ...compareContents(`${name} ${status}`, old, now, 'response')]
  })
}

function compareContents(name: string, before: At | undefined, after: At | undefined, side: Side): string[] {
  return Object.keys(before?.node.content ?? {}).flatMap((media) => {
    const old = { document: before!.document, node: before!.node.content[media] }
    const found = after?.node.content?.[media]
    if (found === undefined) return [`${name}: ${media} is gone`]
    return compareSchemas(name, child(old, 'schema'), child({ document: after!.document, node: found }, 'schema'), side)
  })
}

/** Compares what a request may contain, or what a response promises. */
function compareSchemas(name: string, before: At | undefined, after: At | undefined, side: Side): string[] {
  if (before === undefined || after === undefined) return []
  const [old, now] = [before.node, after.node]
  const alternatives = (node: At) =>
    ((node.node.anyOf ?? node.node.oneOf) as Node[] | undefined)?.map((one) => resolved({ document: node.document, node: one }))
  const [oldOnes, nowOnes] = [alternatives(before) ?? [before], alternatives(after) ?? [after]]
  if (oldOnes.length > 1 || nowOnes.length > 1) {
    // Request: each old alternative needs a new one that accepts it. Response: each new alternative must fit
    // an old one.
    const [from, to] = side === 'request' ? [oldOnes, nowOnes] : [nowOnes, oldOnes]
    const fits = (one: At, other: At) =>
      (side === 'request' ? compareSchemas(name, one, other, side) : compareSchemas(name, other, one, side)).length === 0
    return from
      .filter((one) => !to.some((other) => fits(one, other)))
      .map((one) => `${name}: an alternative has no match: ${one.node.description ?? one.node.type}`)
  }
  if (String(old.type) !== String(now.type)) return [`${name}: ${old.type} became ${now.type}`]
  return [
    ...compareValues(name, old, now, side),
    ...compareMembers(name, before, after, side),
    ...compareSchemas(`${name}[]`, child(before, 'items'), child(after, 'items'), side),
  ]
}

function compareValues(name: string, old: Node, now: Node, side: Side): string[] {
  if (side === 'response') return []
  const values = ({ enum: list, const: only }: Node): unknown[] | undefined => list ?? (only === undefined ? undefined : [only])
  const gone = values(now) === undefined ? [] : (values(old) ?? ['anything']).filter((value) => !values(now)!.includes(value))
  const bounds = ['pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum'].filter(
    (bound) => now[bound] !== undefined && now[bound] !== old[bound] && !isWider(bound, old[bound], now[bound]),
  )
  return [
    ...gone.map((value) => `${name}: ${value} is no longer taken`),
    ...bounds.map((bound) => `${name}: ${bound} was ${old[bound] ?? 'absent'} and is ${now[bound]}`),
  ]
}

/** A wider limit still accepts everything that it accepted. */
const isWider = (bound: string, old: unknown, now: unknown): boolean =>
  typeof old === 'number' && typeof now === 'number' && (bound.startsWith('max') ? now > old : now < old)

function compareMembers(name: string, before: At, after: At, side: Side): string[] {
  const [old, now] = [before.node, after.node]
  const members = Object.keys(old.properties ?? {})
  const gone = members.filter((member) => !now.properties?.[member]).map((member) => `${name}: the member ${member} is gone`)
  const demanded = side === 'request' ? ((now.required ?? []) as string[]).filter((member) => !old.required?.includes(member)) : []
  const withdrawn =
    side === 'response'
      ? ((old.required ?? []) as string[]).filter((member) => now.properties?.[member] && !now.required?.includes(member))
      : []
  const changed = members.flatMap((member) => {
    const [was, is] = [child(child(before, 'properties')!, member), now.properties?.[member] && child(child(after, 'properties')!, member)]
    return compareSchemas(`${name}.${member}`, was, is, side)
  })
  return [
    ...gone,
    ...demanded.map((member) => `${name}: the member ${member} is newly required`),
    ...withdrawn.map((member) => `${name}: the member ${member} may now be absent`),
    ...changed,
  ]
}

/**
 * Returns true if `current` may break clients of `released`: it is another major version, or before 1.0
 * another minor version (semver.org §4, §8).
 */
export function mayBreak(released: string, current: string): boolean {
  const [major, minor] = released.split('.').map(Number) as [number, number]
  const [nowMajor, nowMinor] = current.split('.').map(Number) as [number, number]
  return nowMajor > major || (major === 0 && nowMajor === 0 && nowMinor > minor)
}
