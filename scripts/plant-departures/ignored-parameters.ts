/**
 * Departures in the code that ignore a parameter. Requests that differ in it alone have the same answer, or a
 * request has the answer to another value.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { asking } from '../judge/asked.ts'
import { type Exchange, mediaTypeIn } from '../judge/exchange.ts'
import { createFollow } from '../judge/following.ts'
import { see } from '../judge/judge.ts'
import { allParameters, decided, type Parameter, twinsOf, valueFor } from '../judge/parameters.ts'
import type { Planted } from './plant.ts'

export function* ignoredParametersOf(contract: Node, recording: readonly Exchange[]): Generator<Planted> {
  const askedOf = asking(contract)
  const follow = createFollow(recording)
  const isFaulty = (exchange: Exchange): boolean => {
    const seen = see(contract, exchange, askedOf(exchange))
    follow(exchange, seen)
    return seen.faults.length > 0
  }
  const answers = recording.filter(({ request, method }) => request !== undefined && method !== 'HEAD')
  const byOperation = Map.groupBy(answers, (exchange) => askedOf(exchange).operation?.id)
  const all = allParameters(contract)

  for (const parameter of all) {
    const { operation, name, at } = parameter
    const own = byOperation.get(operation.id) ?? []
    const alike = twinsOf(parameter, all, own).flatMap(([first, ...others]) => [first!, ...others.map((one) => answered(one, first!))])
    yield {
      kind: 'code: ignored parameters',
      at: `${operation.id} ${name} is ignored`,
      isNoticed: () => alike.some(isFaulty) || !decided(contract, alike).has(`${operation.at} ${at} decides`),
    }
    const swapped = swappedBy(parameter, all, own)
    if (swapped.length === 0) continue
    yield {
      kind: 'code: ignored parameters',
      at: `${operation.id} ${name} has the answer of another value`,
      isNoticed: () => swapped.some(isFaulty),
    }
  }
}

const answered = (exchange: Exchange, { status, headers, body }: Exchange): Exchange => ({ ...exchange, status, headers, body })

/** Successes with the body of an answer to another value, where all other parameters are alike. */
function swappedBy(parameter: Parameter, all: readonly Parameter[], exchanges: readonly Exchange[]): Exchange[] {
  const others = all.filter((one) => one.operation.id === parameter.operation.id && one !== parameter)
  const restOf = (exchange: Exchange) => JSON.stringify(others.map((one) => valueFor(one, exchange) ?? null))
  const successes = exchanges.filter(({ status, headers }) => status < 300 && /json$/.test(mediaTypeIn(headers)))
  return [...Map.groupBy(successes, restOf).values()].flatMap((alike) =>
    alike
      .filter((one) => valueFor(parameter, one) !== undefined)
      .flatMap((one) =>
        alike
          .filter((other) => valueFor(parameter, other) !== valueFor(parameter, one) && other.body !== one.body)
          .map((other) => answered(one, other)),
      ),
  )
}
