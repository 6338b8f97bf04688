/**
 * Holds a recording of the test suite to the contract. It is a pure function of both, so a changed contract
 * and a changed recording can be judged too.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { holdAnswer } from './answer.ts'
import { type Asked, asking } from './asked.ts'
import { holdCredentials } from './credentials.ts'
import { demandsOf } from './demands.ts'
import type { Exchange } from './exchange.ts'
import { createFollow } from './following.ts'
import { decided } from './parameters.ts'
import { holdRequest } from './request.ts'
import { nothingSeen, type Seen, said } from './schema.ts'

/** Begins the sentence of a demand that nothing meets. */
export const NEVER = 'never seen: '

/** Returns every departure of the exchanges, and whatever the contract declares and they do not show. */
export function judge(contract: Node, recording: readonly Exchange[]): string[] {
  const askedOf = asking(contract)
  const follow = createFollow(recording)
  const facts = decided(contract, recording)
  const wrong = recording.flatMap((exchange) => {
    const seen = see(contract, exchange, askedOf(exchange))
    follow(exchange, seen)
    for (const fact of seen.facts) facts.add(fact)
    return seen.faults.map((fault) => `${exchange.method} ${exchange.path}: ${exchange.status}: ${said(fault)}`)
  })
  return [...new Set(wrong), ...[...demandsOf(contract)].filter((demand) => !facts.has(demand)).map((demand) => NEVER + demand)]
}

/** Returns what one exchange shows of the contract, and how it departs from it. */
export function see(contract: Node, exchange: Exchange, asked: Asked): Seen {
  const seen = nothingSeen()
  holdAnswer(contract, exchange, asked, seen)
  if (asked.operation === undefined || seen.faults.length > 0) return seen
  holdRequest(contract, exchange, asked.operation, seen)
  holdCredentials(exchange, asked.operation, seen)
  return seen
}
