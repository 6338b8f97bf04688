import type { Plan } from '../load/plans.ts'
import type { Prepared } from '../mintmark/prepare.ts'
import { type Bench, CONNECTIONS } from '../support/bench-case.ts'
import type { Child } from '../support/child.ts'
import type { Contender } from '../support/compare.ts'
import type { Place } from '../support/cores.ts'
import type { Server } from '../support/process.ts'
import type { Goal } from '../support/report.ts'
import { requests } from '../support/throughput.ts'

/** The commit that the goals compare with. */
export const BASELINE = '865989d'

interface Given {
  services: readonly Prepared[]
  place?: Place
  connections?: number
  /** Whether the generator keeps its core busy; not if a server or a database needs that core too. */
  stayAwake?: boolean
  goalAgainstBaseline?: Goal
}

/** Mintmark and its earlier commit as contenders. The plan is made before `serve` starts, so that it has seen none of the tokens. */
export async function mintmarkContenders(
  bench: Bench,
  { services, place = 'server', connections = CONNECTIONS, stayAwake = true, goalAgainstBaseline }: Given,
  plan: (service: Prepared) => Promise<(turn: number) => Plan>,
): Promise<Contender[]> {
  const contenders: Contender[] = []
  for (const service of services) {
    const { tree, store } = service
    const planOf = await plan(service)
    const server = await bench.serve(service, place)
    contenders.push({
      name: tree.name,
      pids: [server.pid],
      databasePid: store.serverPid,
      work: (seconds, turn) => requests([server], planOf(turn), { connections, stayAwake })(seconds),
      goal: tree.commit === BASELINE ? goalAgainstBaseline : undefined,
    })
  }
  return contenders
}

interface ServerOptions extends Pick<Contender, 'floor' | 'goal'> {
  connections?: number
  stayAwake?: boolean
}

/** Another server under the same load. @returns nothing if there is none. */
export function serverContender(
  name: string,
  server: Server | undefined,
  plan: Plan | ((turn: number) => Plan),
  { connections = CONNECTIONS, stayAwake = true, floor, goal }: ServerOptions = {},
): Contender[] {
  if (server === undefined) return []
  const planOf = typeof plan === 'function' ? plan : () => plan
  const work = (seconds: number, turn: number) => requests([server], planOf(turn), { connections, stayAwake })(seconds)
  return [{ name, pids: [server.pid], work, floor, goal }]
}

/** A process that does the work by itself, in its own loop. */
export function loopContender(name: string, child: Child | undefined, goal?: Goal): Contender[] {
  return child === undefined ? [] : [{ name, pids: [child.pid], work: (seconds) => child.ask('loop', seconds), floor: true, goal }]
}
