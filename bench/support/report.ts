import { highest, lowest, median } from './statistics.ts'
import type { Throughput } from './throughput.ts'

/** What a case found out. */
export interface Report {
  title: string
  /** The head of the table, then its lines. */
  figures: string[][]
  ratios: Ratio[]
}

export interface Ratio {
  against: string
  /** One of each round. */
  byRate: number[]
  byCpu?: number[]
  goal: string
}

/** Ours first. */
export function throughputReport(
  title: string,
  names: readonly string[],
  samples: readonly Throughput[][],
  goals: readonly string[],
): Report {
  const [ours, ...others] = samples as [Throughput[], ...Throughput[][]]
  const lines = samples.map((rounds, i) => [names[i]!, ...figuresOf(rounds)])
  return {
    title,
    figures: [['', 'a second', 'µs of CPU', 'p50 ms', 'p99 ms', 'others %'], ...lines],
    ratios: others.map((theirs, i) => ({
      against: names[i + 1]!,
      byRate: ours.map((sample, round) => sample.perSecond / theirs[round]!.perSecond),
      byCpu: ours.map((sample, round) => theirs[round]!.cpuMicros / sample.cpuMicros),
      goal: goals[i]!,
    })),
  }
}

function figuresOf(rounds: readonly Throughput[]): string[] {
  const middle = (of: (sample: Throughput) => number, digits: number) => shown(median(rounds.map(of)), digits)
  return [
    middle(({ perSecond }) => perSecond, 0),
    middle(({ cpuMicros }) => cpuMicros, 1),
    middle(({ p50Ms }) => p50Ms, 2),
    middle(({ p99Ms }) => p99Ms, 2),
    middle(({ othersPercent }) => othersPercent, 0),
  ]
}

export const shown = (value: number, digits: number): string => (Number.isNaN(value) ? '' : value.toFixed(digits))

/** `0.71 (0.68–0.75)`: the median, and the lowest and highest of the rounds. */
const spread = (values: readonly number[] = []): string =>
  values.length === 0 ? '' : `${shown(median(values), 2)} (${shown(lowest(values), 2)}–${shown(highest(values), 2)})`

export function print({ title, figures, ratios }: Report): void {
  console.log(`\n${title}`)
  printTable(figures)
  if (ratios.length === 0) return
  const lines = ratios.map(({ against, byRate, byCpu, goal }) => [`against ${against}`, spread(byRate), spread(byCpu), goal])
  printTable([['', '× by rate', '× by CPU', 'goal'], ...lines])
}

function printTable(lines: readonly string[][]): void {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const cell = (text: string, column: number) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!))
  for (const line of lines) console.log(`  ${line.map(cell).join('  ')}`)
}
