import type { Bench } from './bench-case.ts'
import { type Goal, type Report, shown, withLowest } from './report.ts'
import { inTurns, TURNS_A_ROUND } from './rounds.ts'
import { median } from './statistics.ts'
import { type Measured, measured, type Throughput, throughputOf, type Work } from './throughput.ts'

/** Something that does the work of a case. The first one is Mintmark. */
export interface Contender extends Measured {
  name: string
  /**
   * Works for the given seconds.
   *
   * @param turn Counts from 0, the warm-up.
   */
  work(seconds: number, turn: number): Promise<Work>
  /** It does less than the work of the case, as a lower bound. */
  floor?: boolean | undefined
  /** The goal of the comparison with it. */
  goal?: Goal | undefined
}

interface Comparison {
  title: string
  notes?: string[]
  /** If true, the chart shows it. */
  chart?: boolean
}

/** Lets contenders do the same work in turns. */
export async function compare(
  bench: Bench,
  { title, notes = [], chart = false }: Comparison,
  contenders: readonly Contender[],
): Promise<Report> {
  const { rounds, seconds } = bench
  const samples = await inTurns(
    contenders.map(({ name, work, ...what }) => ({
      name,
      // The warm-up is as long as a round.
      measure: (turn: number) => measured(what, () => work(turn === 0 ? seconds : seconds / TURNS_A_ROUND, turn)),
    })),
    rounds,
  )
  const results = samples.map((turns) => turns.map(throughputOf))
  const [ours, ...others] = results as [Throughput[], ...Throughput[][]]
  const bars = contenders.map(({ name, floor = false }, i) => {
    const rates = results[i]!.map(({ perSecond }) => perSecond)
    return { name, floor, median: median(rates), lowest: Math.min(...rates) }
  })
  return {
    title,
    notes: [...notes, ...bench.skipped()],
    figures: figuresOf(contenders, results),
    ratios: others.map((theirs, i) => ({
      of: contenders[0]!.name,
      against: contenders[i + 1]!.name,
      by: {
        rate: ours.map((sample, round) => sample.perSecond / theirs[round]!.perSecond),
        CPU: ours.map((sample, round) => theirs[round]!.cpuMicros / sample.cpuMicros),
      },
      goal: contenders[i + 1]!.goal,
    })),
    ...(chart ? { bars } : {}),
  }
}

function figuresOf(contenders: readonly Contender[], results: readonly Throughput[][]): string[][] {
  const withDatabase = contenders.some(({ databasePid }) => databasePid !== undefined)
  const head = [
    '',
    'a second (lowest)',
    'µs CPU each',
    'main thread',
    ...(withDatabase ? ['database'] : []),
    'p50 ms',
    'p99 ms',
    'others %',
  ]
  const lines = results.map((rounds, i) => {
    const all = (of: (result: Throughput) => number) => rounds.map(of)
    const middle = (of: (result: Throughput) => number, digits: number) => shown(median(all(of)), digits)
    return [
      contenders[i]!.name,
      withLowest(
        all(({ perSecond }) => perSecond),
        0,
      ),
      middle(({ cpuMicros }) => cpuMicros, 1),
      middle(({ mainMicros }) => mainMicros, 1),
      ...(withDatabase ? [middle(({ databaseMicros }) => databaseMicros, 1)] : []),
      middle(({ p50Ms }) => p50Ms, 2),
      middle(({ p99Ms }) => p99Ms, 2),
      middle(({ othersPercent }) => othersPercent, 0),
    ]
  })
  return [head, ...lines]
}
