import { onceEach, type Plan } from '../load/plans.ts'
import { get } from '../load/request.ts'
import type { Prepared } from '../mintmark/prepare.ts'
import { type Bench, type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import { type Contender, compare } from '../support/compare.ts'
import type { Server } from '../support/process.ts'
import { atMost, type Goal, type Report } from '../support/report.ts'
import { requests, together } from '../support/throughput.ts'
import { rotatingForms } from './refresh.ts'
import { tokensForTurns } from './tokens-for-turns.ts'

const SESSIONS = CONNECTIONS * 32

/**
 * Compares two `serve` on one PostgreSQL with one `serve`, all on one core. Two with a database each are
 * beside them: they share the core, and nothing else.
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

/** The contenders. The last one shares the core but no database, so it shows what the core alone costs. */
const SHARES = [
  { name: 'two', databases: 1, serves: 2 },
  { name: 'one', databases: 1, serves: 1 },
  { name: 'two, a database each', databases: 2, serves: 1 },
]

type PlanOf = (turn: number) => Plan

async function twoAgainstOne(
  bench: Bench,
  { title, goal }: { title: string; goal: Goal },
  planOf: (service: Prepared) => Promise<PlanOf>,
): Promise<Report> {
  const contenders: Contender[] = []
  for (const { name, databases, serves } of SHARES) {
    const groups: { servers: Server[]; plan: PlanOf; databasePid: number | undefined }[] = []
    while (groups.length < databases) {
      const service = await bench.prepare(bench.trees[0]!, { database: 'postgres' })
      const plan = await planOf(service)
      const servers: Server[] = []
      while (servers.length < serves) servers.push(await bench.serve(service))
      groups.push({ servers, plan, databasePid: service.store.serverPid })
    }
    const connections = CONNECTIONS / databases
    contenders.push({
      name,
      pids: groups.flatMap(({ servers }) => servers.map(({ pid }) => pid)),
      databasePid: groups[0]!.databasePid,
      work: async (seconds, turn) =>
        together(await Promise.all(groups.map(({ servers, plan }) => requests(servers, plan(turn), { connections })(seconds)))),
      goal: name === 'one' ? goal : undefined,
    })
  }
  const report = await compare(bench, { title }, contenders)
  const ratios = report.ratios.map(({ by: { rate, CPU }, ...ratio }) => ({
    ...ratio,
    by: { rate: rate!, 'CPU time': CPU!.map((value) => 1 / value) },
  }))
  return { ...report, ratios }
}
