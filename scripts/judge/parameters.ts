/**
 * Finds the parameters that decide their answer. Two exchanges that differ in such a parameter alone have
 * different answers. Of any other, nobody would notice that the service ignores it.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { asking } from './asked.ts'
import { type Exchange, pathnameOf, queryOf } from './exchange.ts'
import { type Operation, operationsOf, parametersOf } from './operations.ts'

/** A parameter of one operation. */
export interface Parameter {
  operation: Operation
  name: string
  in: 'path' | 'query' | 'header'
  at: string
}

export const allParameters = (contract: Node): Parameter[] =>
  operationsOf(contract).flatMap((operation) =>
    parametersOf(contract, operation).map(({ node, at }) => ({ operation, name: node.name, in: node.in, at })),
  )

/** Returns the part of the path that stands for a parameter of it. */
export const valueIn = (exchange: Exchange, path: string, name: string): string =>
  pathnameOf(exchange).split('/')[path.split('/').indexOf(`{${name}}`)] ?? ''

/** Returns the value that a request gives the parameter. */
export function valueFor(parameter: Parameter, exchange: Exchange): string | undefined {
  const { name, operation } = parameter
  if (parameter.in === 'query') return queryOf(exchange)[name]?.toString()
  return parameter.in === 'header' ? exchange.request?.headers[name.toLowerCase()] : valueIn(exchange, operation.path, name)
}

/** Returns what a request says besides the parameter. Two requests with the same text are twins. */
function restOf(parameter: Parameter, all: readonly Parameter[], exchange: Exchange): string {
  const { headers, body } = exchange.request!
  const others = all.filter((one) => one !== parameter).map((one) => valueFor(one, exchange) ?? null)
  return JSON.stringify([exchange.method, headers.authorization, headers.accept, others, body])
}

/** Returns the sets of exchanges that differ in this parameter alone. */
export function twinsOf(parameter: Parameter, all: readonly Parameter[], exchanges: readonly Exchange[]): Exchange[][] {
  const own = all.filter((one) => one.operation.id === parameter.operation.id)
  return [...Map.groupBy(exchanges, (one) => restOf(parameter, own, one)).values()].filter((twins) => twins.length > 1)
}

/** Returns the facts of which parameters decide their answer. */
export function decided(contract: Node, recording: readonly Exchange[]): Set<string> {
  const askedOf = asking(contract)
  const byOperation = Map.groupBy(recording, (exchange) => askedOf(exchange).operation?.id)
  const all = allParameters(contract)
  const deciding = all.filter((parameter) => {
    const exchanges = (byOperation.get(parameter.operation.id) ?? []).filter((one) => one.request !== undefined && !isMalformed(one))
    return twinsOf(parameter, all, exchanges).some((twins) => isDecidedBy(parameter, twins))
  })
  return new Set(deciding.map(({ operation, at }) => `${operation.at} ${at} decides`))
}

/** A value that is refused for its form shows only that it was read. */
const isMalformed = ({ status, body }: Exchange): boolean => status === 422 || (status === 400 && body.includes('is malformed'))

export function isDecidedBy(parameter: Parameter, twins: readonly Exchange[]): boolean {
  const [first, ...others] = twins
  return others.some((one) => valueFor(parameter, one) !== valueFor(parameter, first!) && answerOf(one) !== answerOf(first!))
}

const answerOf = ({ status, body }: Exchange): string => `${status} ${body}`
