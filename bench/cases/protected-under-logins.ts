import { closedLoop } from '../load/closed-loop.ts'
import { openLoop } from '../load/open-loop.ts'
import { get } from '../load/request.ts'
import type { Prepared } from '../mintmark/prepare.ts'
import { type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import type { Server } from '../support/process.ts'
import { shown } from '../support/report.ts'
import { type Contender, inTurns } from '../support/rounds.ts'
import { highest, median, percentile } from '../support/statistics.ts'
import { loginsOf } from './login.ts'

const CLIENTS = 16
const PER_SECOND = 200
const P99_GOAL_MS = 10

interface Sample {
  latenciesMs: number[]
  logins: number
  seconds: number
}

/**
 * Measures how long a caller waits while others log in. Each token is seen once, because the check of a
 * signature uses the threads of the password hash.
 */
export const protectedUnderLogins: BenchCase = {
  name: 'under-logins',
  async run(bench) {
    const { rounds, seconds } = bench
    const contenders: Contender<Sample>[] = []
    for (const service of await bench.prepareAll()) {
      const logins = await loginsOf(service.mint, CLIENTS)
      const server = await bench.serve(service)
      for (const loggingIn of [true, false]) {
        const name = `${service.tree.name}, ${loggingIn ? `${CLIENTS} clients logging in` : 'alone'}`
        const load = { service, server, logins: loggingIn ? logins : undefined }
        contenders.push({ name, measure: () => sample(load, seconds / 2) })
      }
    }
    const samples = await inTurns(contenders, rounds)
    const lines = samples.map((turns, i) => [contenders[i]!.name, ...figuresOf(turns), i === 0 ? goalOf(turns) : ''])
    const head = ['', 'p50 ms', 'p99 ms', 'worst p99', 'logins a second', 'goal']
    return [{ title: `GET /protected at ${PER_SECOND} a second, each token seen once`, notes: [], figures: [head, ...lines], ratios: [] }]
  },
}

async function sample(
  { service, server, logins }: { service: Prepared; server: Server; logins: Awaited<ReturnType<typeof loginsOf>> | undefined },
  seconds: number,
): Promise<Sample> {
  const { mint } = service
  const tokens = await mint.accessTokens(await mint.sessions(Math.ceil(PER_SECOND * seconds)))
  const requests = tokens.map((token) => get('/protected', token))
  let enough = logins === undefined
  const next = (connection: number) => (enough ? undefined : logins?.next(connection))
  const flood = closedLoop({ port: server.port, connections: CLIENTS, next })
  const latenciesMs = await openLoop({ port: server.port, connections: CONNECTIONS, requests, perSecond: PER_SECOND })
  enough = true
  const { answered, seconds: taken } = await flood
  return { latenciesMs, logins: answered, seconds: taken }
}

const p99Of = (turns: readonly Sample[]): number =>
  percentile(
    turns.flatMap(({ latenciesMs }) => latenciesMs),
    0.99,
  )

const goalOf = (rounds: readonly (readonly Sample[])[]): string =>
  `p99 < ${P99_GOAL_MS} in every round: ${rounds.every((turns) => p99Of(turns) < P99_GOAL_MS) ? 'reached' : 'missed'}`

function figuresOf(rounds: readonly (readonly Sample[])[]): string[] {
  const p50 = rounds.map((turns) =>
    percentile(
      turns.flatMap(({ latenciesMs }) => latenciesMs),
      0.5,
    ),
  )
  const p99 = rounds.map(p99Of)
  const logins = rounds.map(
    (turns) => turns.reduce((sum, turn) => sum + turn.logins, 0) / turns.reduce((sum, turn) => sum + turn.seconds, 0),
  )
  return [shown(median(p50), 1), shown(median(p99), 1), shown(highest(p99), 1), shown(median(logins), 0)]
}
