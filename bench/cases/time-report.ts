import type { Bench } from '../support/bench-case.ts'
import { type Goal, type Report, shown } from '../support/report.ts'
import { inTurns } from '../support/rounds.ts'
import { median } from '../support/statistics.ts'
import { BASELINE } from './mintmark-contenders.ts'

/** One run of a process. */
export interface Run {
  wallMs: number
  /** The CPU time of all its threads. */
  cpuMs: number
}

export interface TimedContender {
  name: string
  run(): Promise<Run>
}

/** Compares how long processes take; Mintmark is the first. The median of the runs of a round counts. */
export async function timeReport(
  bench: Bench,
  { title, notes = [], goalAgainstBaseline }: { title: string; notes?: string[]; goalAgainstBaseline: Goal },
  contenders: readonly TimedContender[],
): Promise<Report> {
  const samples = await inTurns(
    contenders.map(({ name, run }) => ({ name, measure: run })),
    bench.rounds,
  )
  const of = (measure: keyof Run) => samples.map((rounds) => rounds.map((runs) => median(runs.map((run) => run[measure]))))
  const [wall, cpu] = [of('wallMs'), of('cpuMs')]
  const lines = contenders.map(({ name }, i) => [name, lowestToo(wall[i]!), lowestToo(cpu[i]!)])
  const baseline = bench.trees[1]?.commit === BASELINE ? goalAgainstBaseline : undefined
  return {
    title,
    notes,
    figures: [['', 'ms (lowest)', 'ms CPU (lowest)'], ...lines],
    ratios: contenders.slice(1).map(({ name }, i) => ({
      of: contenders[0]!.name,
      against: name,
      by: {
        time: wall[0]!.map((ms, round) => ms / wall[i + 1]![round]!),
        'CPU time': cpu[0]!.map((ms, round) => ms / cpu[i + 1]![round]!),
      },
      goal: i === 0 ? baseline : undefined,
    })),
  }
}

const lowestToo = (rounds: readonly number[]): string => `${shown(median(rounds), 0)} (${shown(Math.min(...rounds), 0)})`
