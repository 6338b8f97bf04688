import { type Mintmark, startMintmark } from '../mintmark/start-mintmark.ts'
import { type Child, type ChildOptions, startChild } from './child.ts'
import type { Report } from './report.ts'

export const CONNECTIONS = 32

export interface Options {
  rounds: number
  /** Of one contender in one round. */
  seconds: number
}

/** What a case is given. */
export interface Bench extends Options {
  /** Started for this case and stopped after it. */
  start(script: string, place?: ChildOptions['place']): Promise<Child>
  startMintmark(place?: ChildOptions['place']): Promise<Mintmark>
}

export interface BenchCase {
  name: string
  run(bench: Bench): Promise<Report[]>
}

/** Runs a case; no process of its own outlives it. */
export async function runCase({ run }: BenchCase, options: Options, profileFolder: string | undefined): Promise<Report[]> {
  const children: Child[] = []
  const stoppedAfter = <C extends Child>(child: C): C => {
    children.push(child)
    return child
  }
  try {
    return await run({
      ...options,
      start: async (script, place = 'server') => stoppedAfter(await startChild(script, { place, profileFolder })),
      startMintmark: async (place = 'server') => stoppedAfter(await startMintmark({ place, profileFolder })),
    })
  } finally {
    for (const child of children) await child.stop()
  }
}
