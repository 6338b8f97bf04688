/** What processes have used, as Linux counts it from outside: nothing of the bench runs inside of them. @module */

import { readdirSync, readFileSync } from 'node:fs'

export interface Usage {
  /** CPU time of each thread by its id, in nanoseconds. */
  threads: Map<string, number>
  /** CPU time of the process, in ticks of 10 ms; threads that have ended are in it. */
  ticks: number
}

export interface Cpu {
  allMicros: number
  /** Of the first thread, on which JavaScript runs. */
  mainMicros: number
}

const TICK_MICROS = 10_000
const UNKNOWN: Cpu = { allMicros: Number.NaN, mainMicros: Number.NaN }

/** @returns undefined if this system has no `/proc`. */
export function usageOf(pid: number): Usage | undefined {
  if (process.platform !== 'linux') return undefined
  const threads = new Map<string, number>()
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const [nanos] = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')
    threads.set(id, Number(nanos))
  }
  // After the name, which may hold spaces: field 3 is the state, 14 and 15 are the times (proc_pid_stat(5)).
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { threads, ticks: Number(fields[11]) + Number(fields[12]) }
}

export function cpuBetween(pid: number, before: Usage | undefined, after: Usage | undefined): Cpu {
  if (before === undefined || after === undefined) return UNKNOWN
  const nanosOf = (id: string) => after.threads.get(id)! - (before.threads.get(id) ?? 0)
  const mainMicros = nanosOf(String(pid)) / 1000
  // A thread that ended has taken its count along. The ticks still have it, less exactly.
  const threadEnded = [...before.threads.keys()].some((id) => !after.threads.has(id))
  if (threadEnded) return { allMicros: (after.ticks - before.ticks) * TICK_MICROS, mainMicros }
  const nanos = [...after.threads.keys()].reduce((sum, id) => sum + nanosOf(id), 0)
  return { allMicros: nanos / 1000, mainMicros }
}

/** The process and all that it started, such as the backends of PostgreSQL. */
export function withDescendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(children === '' ? [] : children.split(' ').flatMap((child) => withDescendants(Number(child))))]
}

export function residentMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}
