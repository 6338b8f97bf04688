/**
 * The contract, as tests read it: its operations, and a check of any response against it. The check is
 * stricter than the document: a body may have no member that the contract does not name. Such a member is a
 * leak until somebody documents it.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Node } from '../../scripts/json-pointer.ts'
import { holdAnswer } from '../../scripts/judge/answer.ts'
import type { Exchange } from '../../scripts/judge/exchange.ts'
import { type Operation, operationsOf, pathFinder, placed } from '../../scripts/judge/operations.ts'
import { hold, nothingSeen, said } from '../../scripts/judge/schema.ts'

export type { Operation }

export const contract: Node = parse(readFileSync(new URL('../../openapi/openapi.yaml', import.meta.url), 'utf8'))

export const operations: Operation[] = operationsOf(contract)

/** The security schemes that all mean an access token: given directly, or obtained by the docs page. */
const TOKEN_SCHEMES = ['bearer', 'password', 'clientCredentials']

/** Returns true if an access token, and nothing else, opens the operation. */
export const takesToken = ({ declared: { security } }: Operation): boolean =>
  security.length > 0 &&
  security.every((way: object) => Object.keys(way).length > 0 && Object.keys(way).every((scheme) => TOKEN_SCHEMES.includes(scheme)))

/** Returns the scopes that an access token needs for the operation. */
export const scopesOf = ({ declared: { security } }: Operation): string[] =>
  security.find((way: object) => Object.hasOwn(way, 'bearer'))?.bearer ?? []

export const deref = (node: Node): Node => placed(contract, node, '').node

/** Returns the contract's path that matches `pathname`. */
export const pathOf = pathFinder(contract)

/** Returns the operation of a request. HEAD counts as GET without its body (RFC 9110 §9.3.2). */
export function operationOf(method: string, path: string): Operation | undefined {
  const declared = pathOf(path.split('?')[0] as string)
  return operations.find((operation) => operation.path === declared && operation.method === (method === 'HEAD' ? 'GET' : method))
}

/** Returns a sentence for each way in which an answer departs from the contract. */
export function departures(exchange: Exchange): string[] {
  const seen = nothingSeen()
  const { method, path } = exchange
  holdAnswer(contract, exchange, { operation: operationOf(method, path), path: pathOf(path.split('?')[0] as string) }, seen)
  return [...new Set(seen.faults.map(said))]
}

/** Returns a sentence for each way in which `value` breaks a schema. Every object counts as closed. */
export function faultsOf(schema: Node, value: unknown): string[] {
  const seen = nothingSeen()
  hold({ contract, closed: true }, schema, '#', value, '', seen)
  return seen.faults.map(said)
}
