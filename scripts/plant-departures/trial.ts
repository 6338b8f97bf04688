/**
 * Tries planted departures against a recording. Only the exchanges that a departure can concern are judged
 * again.
 *
 * @module
 */

import { KNOWN } from '../../test/contract/known-names.ts'
import { nameDepartures } from '../../test/contract/names.ts'
import { citationsIn, numbersIn, proseDepartures } from '../../test/contract/prose.ts'
import { CITATIONS } from '../../test/contract/prose-citations.ts'
import { NUMBERS } from '../../test/contract/prose-numbers.ts'
import type { Node } from '../json-pointer.ts'
import { asking } from '../judge/asked.ts'
import { demandsOf } from '../judge/demands.ts'
import type { Exchange } from '../judge/exchange.ts'
import { judge, NEVER, see } from '../judge/judge.ts'
import { decided } from '../judge/parameters.ts'
import { statementDepartures } from '../judge/statement.ts'
import type { Departure } from './departures.ts'
import { type Group, groupsOf } from './groups.ts'

/** Returns what noticed the departure, or undefined if nothing did. */
export type Trial = (departure: Departure) => string | undefined

export function createTrial(contract: Node, recording: readonly Exchange[], excused: ReadonlySet<string>): Trial {
  const groups = groupsOf(contract, recording)
  const shownBy = groupsByFact(contract, groups)
  const met = new Set([...excused, ...decided(contract, recording)])
  const already = [...judge(contract, recording).filter((one) => !excused.has(one.replace(NEVER, ''))), stated(contract)][0]
  if (already !== undefined) throw new Error(`The contract itself departs from this recording: ${already}`)

  return (departure) => {
    const copy = departure.applyTo(contract)
    const early = STATED.has(departure.kind) ? stated(copy) : undefined
    if (early !== undefined) return early
    const [place = ''] = departure.at.split(' ')
    const concerned = new Set(groups.filter((group) => group.isConcerned(place)))
    const seen = new Set<string>()
    const isStillSeen = (demand: string) => shownBy.get(demand)?.some((group) => !concerned.has(group))
    const asked = asking(copy)
    for (const { exchanges } of concerned) {
      for (const exchange of exchanges) {
        const { faults, facts: own } = see(copy, exchange, asked(exchange))
        if (faults[0]) return `${exchange.method} ${exchange.path}: ${exchange.status}: ${faults[0].sentence}`
        for (const fact of own) seen.add(fact)
      }
    }
    return [...demandsOf(copy)].find((demand) => !seen.has(demand) && !isStillSeen(demand) && !met.has(demand)) ?? stated(copy)
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
function groupsByFact(contract: Node, groups: readonly Group[]): Map<string, Group[]> {
  const askedOf = asking(contract)
  const shownBy = new Map<string, Group[]>()
  for (const group of groups) {
    const facts = new Set(group.exchanges.flatMap((exchange) => [...see(contract, exchange, askedOf(exchange)).facts]))
    for (const fact of facts) shownBy.set(fact, [...(shownBy.get(fact) ?? []), group])
  }
  return shownBy
}
