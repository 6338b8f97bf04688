import { onceEach, type Plan } from '../load/plans.ts'
import { get } from '../load/request.ts'
import type { Prepared } from '../mintmark/prepare.ts'
import { type Bench, type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import { type Contender, compare } from '../support/compare.ts'
import type { Server } from '../support/process.ts'
import { atMost, type Goal, type Report } from '../support/report.ts'
import { requests } from '../support/throughput.ts'
import { rotatingForms } from './refresh.ts'
import { tokensForTurns } from './tokens-for-turns.ts'

const SESSIONS = CONNECTIONS * 32

/**
 * Compares two `serve` on one PostgreSQL with one `serve`, all on one core. It shows what a second one costs.
 */
export const replicas: BenchCase = {
  name: 'replicas',
  async run(bench) {
    const firstSeen = { title: 'Two serve on one PostgreSQL: GET /protected, each token seen once', goal: atMost(1.08, 'CPU time') }
    const refresh = { title: 'Two serve on one PostgreSQL: refresh', goal: atMost(1.25, 'CPU time') }
    return [
      await twoAgainstOne(bench, firstSeen, async ({ mint }) => {
        const tokens = await tokensForTurns(bench, mint)
        return (turn) => onceEach(tokens[turn]!.values().map((token) => get('/protected', token)))
      }),
      await twoAgainstOne(bench, refresh, async ({ mint }) => {
        const plan = rotatingForms(mint.refreshTokens(await mint.sessions(SESSIONS)), CONNECTIONS)
        return () => plan
      }),
    ]
  },
}

async function twoAgainstOne(
  bench: Bench,
  { title, goal }: { title: string; goal: Goal },
  planOf: (service: Prepared) => Promise<(turn: number) => Plan>,
): Promise<Report> {
  const contenders: Contender[] = []
  for (const count of [2, 1]) {
    const service = await bench.prepare(bench.trees[0]!, { database: 'postgres' })
    const plan = await planOf(service)
    const servers: Server[] = []
    while (servers.length < count) servers.push(await bench.serve(service))
    contenders.push({
      name: count === 2 ? 'two' : 'one',
      pids: servers.map(({ pid }) => pid),
      databasePid: service.store.serverPid,
      work: (seconds, turn) => requests(servers, plan(turn), { connections: CONNECTIONS })(seconds),
      goal: count === 1 ? goal : undefined,
    })
  }
  const report = await compare(bench, { title }, contenders)
  const ratios = report.ratios.map(({ by: { rate, CPU }, ...ratio }) => ({
    ...ratio,
    by: { rate: rate!, 'CPU time': CPU!.map((value) => 1 / value) },
  }))
  return { ...report, ratios }
}
