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
  /**
   * If true, the generator keeps its core busy. Leave it off if a server or a database needs that core too.
   */
  stayAwake?: boolean
  goalAgainstBaseline?: Goal
}

/**
 * Makes contenders of Mintmark and its earlier commit. The plan is made before `serve` starts, so `serve` has
 * seen none of the tokens.
 */
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

/**
 * Makes a contender of another server, under the same load.
 *
 * @returns an empty list if there is no such server.
 */
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

/** Makes a contender of a process that does the work in a loop of its own. */
export function loopContender(name: string, child: Child | undefined, goal?: Goal): Contender[] {
  return child === undefined ? [] : [{ name, pids: [child.pid], work: (seconds) => child.ask('loop', seconds), floor: true, goal }]
}
