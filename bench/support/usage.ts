/**
 * Reads what processes have used, from Linux. Nothing of the bench runs inside them.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'

export interface Usage {
  /** CPU time of each thread by its id, in nanoseconds. */
  threads: Map<string, number>
  /** CPU time of the process, in ticks of 10 ms. Threads that have ended are included. */
  ticks: number
}

export interface Cpu {
  allMicros: number
  /** CPU time of the first thread, on which JavaScript runs. */
  mainMicros: number
}

const TICK_MICROS = 10_000
const OWN_TICKS = 11
const CHILDREN_TICKS = 13
const UNKNOWN: Cpu = { allMicros: Number.NaN, mainMicros: Number.NaN }

/** @returns undefined if this system has no `/proc`. */
export function usageOf(pid: number): Usage | undefined {
  if (process.platform !== 'linux') return undefined
  const threads = new Map<string, number>()
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const [nanos] = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')
    threads.set(id, Number(nanos))
  }
  return { threads, ticks: ticksOf(pid, OWN_TICKS) }
}

/**
 * Adds two times of `/proc/PID/stat`, user and system. The fields count from behind the name, which may
 * contain spaces (proc_pid_stat(5)).
 */
function ticksOf(pid: number, first: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[first]) + Number(fields[first + 1])
}

export function cpuBetween(pid: number, before: Usage | undefined, after: Usage | undefined): Cpu {
  if (before === undefined || after === undefined) return UNKNOWN
  const nanosOf = (id: string) => after.threads.get(id)! - (before.threads.get(id) ?? 0)
  const mainMicros = nanosOf(String(pid)) / 1000
  // The count of a thread is gone when it ends. The ticks still include it, less exactly.
  const threadEnded = [...before.threads.keys()].some((id) => !after.threads.has(id))
  if (threadEnded) return { allMicros: (after.ticks - before.ticks) * TICK_MICROS, mainMicros }
  const nanos = [...after.threads.keys()].reduce((sum, id) => sum + nanosOf(id), 0)
  return { allMicros: nanos / 1000, mainMicros }
}

/**
 * Returns the CPU time in microseconds of a process and all that it started, such as PostgreSQL with its
 * backends. Processes that have ended are included: their parent has counted their time, in ticks.
 */
export function treeMicros(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const ended = ticksOf(pid, CHILDREN_TICKS) * TICK_MICROS
  return withDescendants(pid).reduce((sum, one) => sum + liveMicros(one), ended)
}

/** A backend may end while it is read. */
function liveMicros(pid: number): number {
  try {
    return [...usageOf(pid)!.threads.values()].reduce((sum, nanos) => sum + nanos / 1000, 0)
  } catch {
    return 0
  }
}

/** Returns the process and all that it started. */
export const withDescendants = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(withDescendants)]

/** @returns an empty list if the process has just ended. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

export function residentMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}
