import { cpus } from 'node:os'
import { closedLoop, type LoadOptions } from '../load/closed-loop.ts'
import type { Child } from './child.ts'
import { percentile } from './statistics.ts'

/** One contender in one round. */
export interface Throughput {
  perSecond: number
  /** Of the server, all its threads, for each answer. It hardly moves where other programmes take time from the cores, as the rate does. */
  cpuMicros: number
  p50Ms: number
  p99Ms: number
  /** What programmes other than the bench took of all cores meanwhile, in percent. Where it is much, only ratios by CPU say something. */
  othersPercent: number
}

/** Does work and counts it, beside what the process used meanwhile. */
export async function measured(
  child: Child,
  work: () => Promise<{ answered: number; seconds: number; latenciesMs?: number[] }>,
): Promise<Throughput> {
  const before = { atMs: performance.now(), all: machineMicros(), own: process.cpuUsage(), child: await child.usage() }
  const { answered, seconds, latenciesMs = [] } = await work()
  const childMicros = (await child.usage()).cpuMicros - before.child.cpuMicros
  const own = process.cpuUsage(before.own)
  const othersMicros = machineMicros() - before.all - own.user - own.system - childMicros
  const allMicros = (performance.now() - before.atMs) * 1000 * cpus().length
  return {
    perSecond: answered / seconds,
    cpuMicros: childMicros / answered,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    othersPercent: Math.max(0, (othersMicros / allMicros) * 100),
  }
}

/** How long all cores have been busy, with whatever. */
const machineMicros = (): number => cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) * 1000, 0)

export const underLoad = (child: Child, load: Omit<LoadOptions, 'port'>): Promise<Throughput> =>
  measured(child, () => closedLoop({ ...load, port: child.hello.port as number }))
