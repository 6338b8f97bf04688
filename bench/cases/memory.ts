import { setTimeout as sleep } from 'node:timers/promises'
import { closedLoop } from '../load/closed-loop.ts'
import { type Plan, repeated } from '../load/plans.ts'
import { get } from '../load/request.ts'
import { type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import { fastApiTokens } from '../support/fastapi.ts'
import type { Server } from '../support/process.ts'
import { type Ratio, type Report, shown } from '../support/report.ts'
import { median } from '../support/statistics.ts'
import { residentMib } from '../support/usage.ts'

const TOKENS = 10_000
const IDLE_FOR_MS = 2000
const GOAL_IDLE_MIB = 95
const GOAL_LOADED_MIB = 200

interface Holder {
  name: string
  start(): Promise<Server | undefined>
  plan: Plan
}

/** Measures the memory of a process after its start, and after load. Each round starts a new process. */
export const memory: BenchCase = {
  name: 'memory',
  async run(bench) {
    const holders: Holder[] = []
    for (const service of await bench.prepareAll()) {
      const tokens = await service.mint.accessTokens(await service.mint.sessions(TOKENS))
      holders.push({ name: service.tree.name, start: () => service.serve(), plan: planOf(tokens) })
    }
    holders.push({ name: 'bare node:http', start: () => bench.reference('servers/bare-node.ts'), plan: holders[0]!.plan })
    holders.push({ name: 'FastAPI', start: () => bench.fastApi(), plan: planOf(await fastApiTokens(TOKENS)) })
    const samples = holders.map((): Resident[] => [])
    for (let round = 0; round < bench.rounds; round += 1) {
      for (const [i, holder] of holders.entries()) {
        const sample = await residentOf(holder, bench.seconds * 2)
        if (sample !== undefined) samples[i]!.push(sample)
      }
    }
    return [reportOf(holders, samples, bench.skipped())]
  },
}

interface Resident {
  idle: number
  loaded: number
}

async function residentOf({ start, plan }: Holder, seconds: number): Promise<Resident | undefined> {
  const server = await start()
  if (server === undefined) return undefined
  await sleep(IDLE_FOR_MS)
  const idle = residentMib(server.pid)
  await closedLoop({ port: server.port, connections: CONNECTIONS, seconds, ...plan })
  const loaded = residentMib(server.pid)
  await server.stop()
  return { idle, loaded }
}

function reportOf(holders: readonly Holder[], samples: readonly Resident[][], notes: string[]): Report {
  const middle = (rounds: readonly Resident[], what: keyof Resident) => median(rounds.map((sample) => sample[what]))
  const judged = (what: keyof Resident, limit: number) => `${what} ≤ ${limit}: ${middle(samples[0]!, what) <= limit ? 'reached' : 'missed'}`
  const goals = `${judged('idle', GOAL_IDLE_MIB)}; ${judged('loaded', GOAL_LOADED_MIB)}`
  const lines = holders.flatMap(({ name }, i) =>
    samples[i]!.length === 0
      ? []
      : [[name, shown(middle(samples[i]!, 'idle'), 0), shown(middle(samples[i]!, 'loaded'), 0), i === 0 ? goals : '']],
  )
  const against = samples.slice(1).flatMap((rounds, i): Ratio[] =>
    rounds.length === 0
      ? []
      : [
          {
            of: 'mintmark, idle',
            against: holders[i + 1]!.name,
            by: { memory: rounds.map(({ idle }, round) => samples[0]![round]!.idle / idle) },
          },
        ],
  )
  return {
    title: `Memory (RSS), ${TOKENS} tokens of as many sessions`,
    notes,
    figures: [['', 'MiB, idle', 'MiB, loaded', 'goal'], ...lines],
    ratios: against,
  }
}

const planOf = (tokens: readonly string[]): Plan => repeated(tokens.map((token) => get('/protected', token)))
