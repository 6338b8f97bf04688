import { cpus } from 'node:os'
import { closedLoop } from '../load/closed-loop.ts'
import type { Plan } from '../load/plans.ts'
import type { Server } from './process.ts'
import { percentile } from './statistics.ts'
import { cpuBetween, treeMicros, usageOf } from './usage.ts'

/** The work of some seconds. */
export interface Work {
  answered: number
  seconds: number
  latenciesMs?: number[]
}

/** The work, with the CPU time that it used. */
export interface Sample extends Required<Work> {
  cpuMicros: number
  mainMicros: number
  /** The CPU time of the database server. */
  databaseMicros: number
  /** The CPU time that programs other than the bench took meanwhile, on all cores. */
  othersMicros: number
  wallMicros: number
}

/** One contender in one round. */
export interface Throughput {
  perSecond: number
  /**
   * The CPU time of all threads of the server, for each answer. Unlike the rate, it hardly changes if other
   * programs use the cores.
   */
  cpuMicros: number
  /** The CPU time of its first thread. */
  mainMicros: number
  databaseMicros: number
  p50Ms: number
  p99Ms: number
  /** The share of other programs in all cores, in percent. If it is high, only ratios by CPU are useful. */
  othersPercent: number
}

export interface Measured {
  /** The processes whose CPU time is counted. */
  pids: readonly number[]
  databasePid?: number | undefined
}

/** Does work, and measures the CPU time of the processes meanwhile. */
export async function measured({ pids, databasePid }: Measured, work: () => Promise<Work>): Promise<Sample> {
  const read = () => ({
    atMs: performance.now(),
    all: machineMicros(),
    own: process.cpuUsage(),
    usages: pids.map(usageOf),
    databaseMicros: databasePid === undefined ? 0 : treeMicros(databasePid),
  })
  const before = read()
  const { answered, seconds, latenciesMs = [] } = await work()
  const after = read()
  const spent = pids.map((pid, i) => cpuBetween(pid, before.usages[i], after.usages[i]))
  const cpuMicros = sum(spent.map(({ allMicros }) => allMicros))
  const databaseMicros = after.databaseMicros - before.databaseMicros
  const ownMicros = after.own.user + after.own.system - before.own.user - before.own.system
  return {
    answered,
    seconds,
    latenciesMs,
    // Work inside the bench itself cannot be separated from the rest of the bench.
    cpuMicros: pids.length === 0 ? Number.NaN : cpuMicros,
    mainMicros: pids.length === 0 ? Number.NaN : sum(spent.map(({ mainMicros }) => mainMicros)),
    databaseMicros,
    othersMicros: after.all - before.all - ownMicros - cpuMicros - databaseMicros,
    wallMicros: (after.atMs - before.atMs) * 1000 * cpus().length,
  }
}

/** Sums up the turns of a round. */
export function throughputOf(samples: readonly Sample[]): Throughput {
  const total = (of: (sample: Sample) => number) => sum(samples.map(of))
  const answered = total((sample) => sample.answered)
  const latenciesMs = samples.flatMap((sample) => sample.latenciesMs)
  return {
    perSecond: answered / total(({ seconds }) => seconds),
    cpuMicros: total(({ cpuMicros }) => cpuMicros) / answered,
    mainMicros: total(({ mainMicros }) => mainMicros) / answered,
    databaseMicros: total(({ databaseMicros }) => databaseMicros) / answered,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    othersPercent: Math.max(0, (total(({ othersMicros }) => othersMicros) / total(({ wallMicros }) => wallMicros)) * 100),
  }
}

/** Returns how long all cores have been busy, with any work. */
const machineMicros = (): number => sum(cpus().map(({ times }) => (times.user + times.nice + times.sys + times.irq) * 1000))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Makes work of requests to one server, or to several that share them. */
export const requests =
  (servers: readonly Server[], plan: Plan, { connections, stayAwake = false }: { connections: number; stayAwake?: boolean }) =>
  async (seconds: number): Promise<Work> => {
    const each = connections / servers.length
    const loads = await Promise.all(
      servers.map(({ port }, i) => {
        const numbered: Plan = {
          next: (connection) => plan.next(i * each + connection),
          onAnswer: (answer, connection) => plan.onAnswer?.(answer, i * each + connection),
        }
        return closedLoop({ port, connections: each, seconds, stayAwake, ...numbered })
      }),
    )
    return together(loads)
  }

/** Sums up what was done at the same time. */
export const together = (works: readonly Work[]): Work => ({
  answered: sum(works.map(({ answered }) => answered)),
  seconds: Math.max(...works.map(({ seconds }) => seconds)),
  latenciesMs: works.flatMap(({ latenciesMs = [] }) => latenciesMs),
})
