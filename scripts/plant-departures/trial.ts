/**
 * Tries planted departures against a recording. Only the exchanges that a departure can concern are judged
 * again: those of the operations that reach the changed place.
 *
 * @module
 */

import { KNOWN } from '../../test/contract/known-names.ts'
import { nameDepartures } from '../../test/contract/names.ts'
import { citationsIn, numbersIn, proseDepartures } from '../../test/contract/prose.ts'
import { CITATIONS } from '../../test/contract/prose-citations.ts'
import { NUMBERS } from '../../test/contract/prose-numbers.ts'
import type { Node } from '../json-pointer.ts'
import { demandsOf } from '../judge/demands.ts'
import type { Exchange } from '../judge/exchange.ts'
import { asking, see } from '../judge/judge.ts'
import { type Operation, operationsOf } from '../judge/operations.ts'
import { statementDepartures } from '../judge/statement.ts'
import type { Departure } from './departures.ts'

/** Returns what noticed the departure, or undefined if nothing did. */
export type Trial = (departure: Departure) => string | undefined

const OUTSIDE = 'outside the contract'

export function createTrial(contract: Node, recording: readonly Exchange[], excused: ReadonlySet<string>): Trial {
  const operations = operationsOf(contract)
  const askedOf = asking(contract)
  const groups = Map.groupBy(recording, (exchange) => askedOf(exchange).operation?.at ?? OUTSIDE)
  const shownBy = groupsByFact(contract, groups)
  const reached = new Map(operations.map((operation) => [operation.at, reachedFrom(contract, operation)]))
  const handlers = new Set(operations.map(({ id }) => id))
  const already = stated(contract)
  if (already !== undefined) throw new Error(already)

  return (departure) => {
    const copy = structuredClone(contract)
    departure.apply(copy)
    if (operationsOf(copy).some(({ id }) => !handlers.has(id))) return 'the compiler: no handler has this name'
    const early = STATED.has(departure.kind) ? stated(copy) : undefined
    if (early !== undefined) return early
    const [place = ''] = departure.at.split(' ')
    const concerned = [...groups.keys()].filter((at) => isConcerned(place, at, reached.get(at)))
    const seen = new Set<string>()
    const isStillSeen = (demand: string) => shownBy.get(demand)?.some((at) => !concerned.includes(at))
    const asked = asking(copy)
    for (const at of concerned) {
      for (const exchange of groups.get(at)!) {
        const { faults, facts: own } = see(copy, exchange, asked(exchange))
        if (faults[0]) return `${exchange.method} ${exchange.path}: ${exchange.status}: ${faults[0].sentence}`
        for (const fact of own) seen.add(fact)
      }
    }
    return [...demandsOf(copy)].find((demand) => !seen.has(demand) && !isStillSeen(demand) && !excused.has(demand)) ?? stated(copy)
  }
}

/** The kinds that no answer can show. */
const STATED = new Set(['examples', 'prose numbers', 'tags', 'servers'])

/** Returns the first thing that the contract may not say, from the cheapest check to the dearest. */
function stated(contract: Node): string | undefined {
  return (
    statementDepartures(contract)[0] ??
    proseDepartures(contract, numbersIn, NUMBERS)[0] ??
    proseDepartures(contract, (text) => [...new Set(citationsIn(text))].sort(), CITATIONS)[0] ??
    nameDepartures(contract, KNOWN)[0]
  )
}

/** Returns the groups whose exchanges show each fact. */
function groupsByFact(contract: Node, groups: ReadonlyMap<string, readonly Exchange[]>): Map<string, string[]> {
  const askedOf = asking(contract)
  const shownBy = new Map<string, string[]>()
  for (const [at, exchanges] of groups) {
    const facts = new Set(exchanges.flatMap((exchange) => [...see(contract, exchange, askedOf(exchange)).facts]))
    for (const fact of facts) shownBy.set(fact, [...(shownBy.get(fact) ?? []), at])
  }
  return shownBy
}

/** A response of the whole service concerns every operation, and so does a header of every answer. */
function isConcerned(place: string, at: string, reached: ReadonlySet<string> | undefined): boolean {
  if (!place.startsWith('#/components/')) return !place.startsWith('#/paths/') || at === OUTSIDE || place.startsWith(at)
  const component = place.split('/').slice(0, 4).join('/')
  return reached === undefined || reached.has(component) || component.startsWith('#/components/responses/')
}

/** Returns the components that an operation refers to, directly or not. */
function reachedFrom(contract: Node, { declared }: Operation): Set<string> {
  const found = new Set<string>(['#/components/schemas/Problem', '#/components/schemas/OAuthError', '#/components/headers/NoStore'])
  const follow = (node: unknown): void => {
    for (const [, reference = ''] of JSON.stringify(node).matchAll(/"\$ref":"([^"]+)"/g)) {
      if (found.has(reference)) continue
      found.add(reference)
      const [, , kind = '', name = ''] = reference.split('/')
      follow(contract.components[kind][name])
    }
  }
  follow(declared)
  for (const name of ['Problem', 'OAuthError']) follow(contract.components.schemas[name])
  return found
}
