import type { Node } from '../json-pointer.ts'
import { type Exchange, pathnameOf } from './exchange.ts'
import { type Operation, operationsOf, pathFinder } from './operations.ts'

/** The request of an answer, as far as the contract knows it. */
export interface Asked {
  operation: Operation | undefined
  /** The contract's path. Absent if it has none. */
  path: string | undefined
}

/** Returns a function that finds the operation of a request. */
export function asking(contract: Node): (exchange: Exchange) => Asked {
  const operations = operationsOf(contract)
  const pathOf = pathFinder(contract)
  const known = new Map<string, Asked>()
  return (exchange) => {
    const pathname = pathnameOf(exchange)
    // HEAD counts as GET without its body (RFC 9110 §9.3.2).
    const method = exchange.method === 'HEAD' ? 'GET' : exchange.method
    const key = `${method} ${pathname}`
    const path = pathOf(pathname)
    const asked = known.get(key) ?? { path, operation: operations.find((one) => one.path === path && one.method === method) }
    known.set(key, asked)
    return asked
  }
}
