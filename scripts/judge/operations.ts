import { locate, type Node } from '../json-pointer.ts'

export interface Operation {
  id: string
  method: string
  path: string
  declared: Node
  /** Its place in the contract, as a JSON Pointer (RFC 6901). */
  at: string
}

/** A node of the contract that stands in one place, and the place. */
export interface Placed {
  node: Node
  at: string
}

export const operationsOf = (contract: Node): Operation[] =>
  Object.entries<Node>(contract.paths).flatMap(([path, item]) =>
    Object.entries<Node>(item).map(([method, declared]) => ({
      id: declared.operationId,
      method: method.toUpperCase(),
      path,
      declared,
      at: `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`,
    })),
  )

/** Follows `$ref` from `node`, which stands at `at`. */
export const placed = (contract: Node, node: Node, at: string): Placed =>
  typeof node.$ref === 'string' ? placed(contract, locate(contract, node.$ref), node.$ref) : { node, at }

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)

/**
 * Returns a function that finds the contract's path of a request. A path without parameters has priority
 * (OpenAPI 3.1 §4.8.8.2).
 */
export function pathFinder(contract: Node): (pathname: string) => string | undefined {
  const patterns = Object.keys(contract.paths)
    .map((path) => ({ path, pattern: patternOf(path) }))
    .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))
  return (pathname) => patterns.find(({ pattern }) => pattern.test(pathname))?.path
}

/** Returns the parameters of an operation, with their places. */
export const parametersOf = (contract: Node, { declared, at }: Operation): Placed[] =>
  (declared.parameters ?? []).map((parameter: Node, index: number) => placed(contract, parameter, `${at}/parameters/${index}`))
