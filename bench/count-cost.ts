/**
 * Measures what the metrics cost one request: the count of its answer, and two readings of the clock. Prints
 * nanoseconds for each call, in each of several rounds of a million.
 *
 *   node bin/node.js bench/count-cost.ts
 *
 * @module
 */

import { routes } from '../generated/routes.ts'
import type { RequestCounts } from '../src/counts/request-counts.ts'
import { count, type NamedResponse } from '../src/http/server/named-response.ts'
import { realSystem } from '../src/system.ts'
import { median } from './support/statistics.ts'

const CALLS = 1_000_000
const ROUNDS = 7

const operations = Object.keys(routes)
const answers: Pick<NamedResponse, 'operation' | 'refused'>[] = operations.flatMap((operation) => [
  { operation },
  { operation },
  { operation, refused: { code: 'invalid_token', reason: '' } },
])
const counts: RequestCounts = { operations: new Map(), refusals: new Map(), unread: new Map() }

function nanosecondsEach(work: (call: number) => void): number {
  const began = process.cpuUsage()
  for (let call = 0; call < CALLS; call += 1) work(call)
  const { user, system } = process.cpuUsage(began)
  return ((user + system) * 1000) / CALLS
}

function countAnswer(call: number): void {
  const arrivedAtMs = realSystem.elapsedMs()
  const answer = answers[call % answers.length]!
  count(counts, answer, answer.refused === undefined ? 200 : 401, realSystem.elapsedMs() - arrivedAtMs)
}

const rounds = Array.from({ length: ROUNDS }, () => nanosecondsEach(countAnswer))
console.log(`${CALLS} calls a round, ns each: ${rounds.map((ns) => ns.toFixed(0)).join(' ')}; median ${median(rounds).toFixed(0)}`)
