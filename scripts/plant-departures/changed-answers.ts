/**
 * Departures in the code: what a wrong line of it would answer. Each answer of the recording stands for its
 * operation, status and media type, and is changed in one way.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { asking } from '../judge/asked.ts'
import { demandsOf } from '../judge/demands.ts'
import { EVENT_LINES } from '../judge/event-lines.ts'
import { type Exchange, mediaTypeIn } from '../judge/exchange.ts'
import { see } from '../judge/judge.ts'
import type { Planted } from './plant.ts'
import { type Way, waysOf } from './ways.ts'

/** Tries each way on one answer of each operation, status, media type and set of members. */
export function* changedAnswersOf(contract: Node, recording: readonly Exchange[]): Generator<Planted> {
  const askedOf = asking(contract)
  const demands = [...demandsOf(contract)]
  const answers = recording.filter((one) => askedOf(one).operation && one.method !== 'HEAD' && one.request !== undefined)
  const placeOf = (one: Exchange) => `${askedOf(one).operation?.at}/responses/${one.status}`
  const like = Map.groupBy(answers, (one) => `${placeOf(one)} as ${mediaTypeIn(one.headers)}`)

  const isFaulty = (one: Exchange) => see(contract, one, askedOf(one)).faults.length > 0
  /** One line of code may make all such answers. If all change, some demand may no longer be met. */
  const isMissed = ({ change }: Way, one: Exchange): boolean => {
    const place = placeOf(one)
    const changed = like.get(`${place} as ${mediaTypeIn(one.headers)}`)!.map(change)
    const facts = new Set(changed.flatMap((each) => [...see(contract, each, askedOf(each)).facts]))
    return demands.some((demand) => demand.startsWith(`${place} with `) && !facts.has(demand))
  }

  const tried = new Set<string>()
  for (const exchange of answers) {
    const operation = askedOf(exchange).operation!
    for (const way of waysOf(exchange, operation)) {
      const at = `${operation.id} ${exchange.status} ${mediaTypeIn(exchange.headers)} {${membersOf(exchange)}} ${way.what}`
      if (tried.has(at)) continue
      tried.add(at)
      yield { kind: way.kind, at, isNoticed: () => isFaulty(way.change(exchange)) || isMissed(way, exchange) }
    }
  }
}

const membersOf = ({ headers, body }: Exchange): string =>
  mediaTypeIn(headers) === EVENT_LINES || !mediaTypeIn(headers).endsWith('json') ? '' : Object.keys(JSON.parse(body)).sort().join()
