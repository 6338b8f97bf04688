/**
 * Holds a recording of the test suite to the contract. It is a pure function of both, so a changed contract
 * and a changed recording can be judged too.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { askedOf, holdAnswer } from './answer.ts'
import { holdCredentials } from './credentials.ts'
import { demandsOf } from './demands.ts'
import type { Exchange } from './exchange.ts'
import { operationsOf, pathFinder } from './operations.ts'
import { holdRequest } from './request.ts'
import { nothingSeen, type Seen, said } from './schema.ts'

/** One sentence for each way in which the service and the contract differ. */
export type Departures = string[]

/** Returns every departure of the exchanges, and whatever the contract declares and they do not show. */
export function judge(contract: Node, recording: readonly Exchange[]): Departures {
  const seen = nothingSeen()
  const wrong = recording.flatMap((exchange) => {
    const own = see(contract, exchange)
    absorb(seen, own)
    return own.faults.map((fault) => `${exchange.method} ${exchange.path}: ${exchange.status}: ${said(fault)}`)
  })
  return [...new Set(wrong), ...unseen(contract, seen)]
}

export function see(contract: Node, exchange: Exchange): Seen {
  const seen = nothingSeen()
  const { operation, path } = askedOf(exchange, operationsOf(contract), pathFinder(contract))
  holdAnswer(contract, exchange, { operation, path }, seen)
  if (operation === undefined || seen.faults.length > 0) return seen
  holdRequest(contract, exchange, operation, seen)
  holdCredentials(exchange, operation, seen)
  return seen
}

function absorb(into: Seen, { facts, texts }: Seen): void {
  for (const fact of facts) into.facts.add(fact)
  for (const [at, some] of texts) into.texts.set(at, new Set([...(into.texts.get(at) ?? []), ...some]))
}

/** Begins the sentence of a demand that nothing meets. */
export const NEVER = 'never seen: '

export function unseen(contract: Node, { facts }: Seen): Departures {
  return [...demandsOf(contract)].filter((demand) => !facts.has(demand)).map((demand) => NEVER + demand)
}
